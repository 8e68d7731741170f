package dev.espalier.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import dev.espalier.infrastructure.ConflictException;
import dev.espalier.infrastructure.DuplicateEventException;
import dev.espalier.infrastructure.EventEnvelope;
import dev.espalier.infrastructure.ExpectedVersion;
import dev.espalier.infrastructure.ReadRange;
import dev.espalier.infrastructure.Receipt;
import dev.espalier.infrastructure.StoreClosedException;
import dev.espalier.infrastructure.StoreUnavailableException;
import dev.espalier.infrastructure.StreamId;
import dev.espalier.infrastructure.Tag;
import dev.espalier.infrastructure.UnsuitableTransactionException;
import dev.espalier.store.Append;
import dev.espalier.store.EventData;
import dev.espalier.store.Marker;
import dev.espalier.store.Participant;
import dev.espalier.store.StoredQuery;
import dev.espalier.store.UnitOfWork;
import dev.espalier.tck.Race;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Appends of several callers in one transaction: each is tested, answered and refused as if it were alone. */
class PostgresSharedCommitTest {
    private static final int ROUNDS = Integer.getInteger("rounds", 3);
    private static final Tag TAG = new Tag("customer", "7");
    private static final StoredQuery TAGGED =
            new StoredQuery(List.of(new StoredQuery.Item(Set.of(), Set.of(TAG), Set.of(), Set.of())));

    private final PostgresServer server = PostgresServer.of(17);
    private final String prefix = PostgresServer.freshPrefix();
    private HikariDataSource pool;
    private JdbcEventStore store;

    @BeforeEach
    void open() {
        pool = server.pooled(10);
        store = JdbcEventStore.builder(pool)
                .prefix(prefix)
                .lockWait(Duration.ofSeconds(30))
                .build();
    }

    @AfterEach
    void close() {
        store.close();
        pool.close();
    }

    private PostgresCrowd crowd() throws SQLException {
        return new PostgresCrowd(server.plain(), prefix, store);
    }

    private static StreamId stream(int number) {
        return new StreamId("note", "s" + number);
    }

    private static Append append(StreamId stream, ExpectedVersion expected, String text, Tag... tags) {
        return Append.of(stream, expected, Noted.in(stream, text, tags), Participant.NONE);
    }

    private static Append ifNobodyTagged(StreamId stream, Tag... tags) {
        return Append.of(
                List.of(new Marker.QueryCheck(TAGGED, 0)),
                List.of(Noted.in(stream, "boundary", tags)),
                Participant.NONE);
    }

    private static List<UUID> ids(List<EventEnvelope> events) {
        return events.stream().map(EventEnvelope::id).toList();
    }

    /** In how many transactions the notes were stored. */
    private long transactions() throws SQLException {
        return PostgresServer.number(
                pool, "select count(distinct xmin::text) from " + prefix + "events where category = 'note'");
    }

    @Test
    void those_who_wait_share_one_transaction_and_each_gets_its_own_receipt() throws Exception {
        var callers = new ArrayList<Caller>();
        try (PostgresCrowd crowd = crowd()) {
            for (int i = 0; i < 20; i++) {
                StreamId stream = stream(i);
                List<EventData> events = new ArrayList<>();
                for (int n = 0; n <= i % 3; n++) events.add(Noted.in(stream, i + "." + n, TAG));
                callers.add(crowd.ask(Append.of(stream, ExpectedVersion.noStream(), events, Participant.NONE)));
            }
        }
        long position = 1;
        for (int i = 0; i < callers.size(); i++) {
            Receipt receipt = callers.get(i).receipt();
            assertThat(receipt.replayed()).isFalse();
            for (EventEnvelope event : receipt.events())
                assertThat(event.position()).isEqualTo(++position);
            assertThat(receipt.version()).isEqualTo(1 + i % 3);
            assertThat(ids(Noted.of(store, stream(i)))).isEqualTo(ids(receipt.events()));
        }
        assertThat(transactions()).isEqualTo(1);
        assertThat(store.head()).isEqualTo(position);
        var tagged = store.read(TAGGED, ReadRange.all(), Noted.Type::new);
        assertThat(tagged).hasSize((int) position - 1);
    }

    @Test
    void each_refusal_is_of_its_own_caller_and_leaves_the_others() throws Exception {
        Append stored = append(stream(0), ExpectedVersion.any(), "stored", TAG);
        store.append(stored);
        var mixed = Append.of(
                stream(1),
                ExpectedVersion.any(),
                List.of(
                        Noted.in(stream(1), "new"),
                        EventData.stored(
                                stored.get(0).id(),
                                stream(1),
                                stored.get(0).type(),
                                Set.of(),
                                stored.get(0).metadata(),
                                stored.get(0).origin(),
                                0,
                                new byte[0])),
                Participant.NONE);
        try (PostgresCrowd crowd = crowd()) {
            var first = crowd.ask(append(stream(2), ExpectedVersion.any(), "first"));
            var conflict = crowd.ask(append(stream(3), ExpectedVersion.exactly(5), "no"));
            var replayed = crowd.ask(stored);
            var duplicate = crowd.ask(mixed);
            var boundary = crowd.ask(ifNobodyTagged(stream(4)));
            var empty = crowd.ask(Append.of(stream(0), ExpectedVersion.exactly(1), List.of(), Participant.NONE));
            var late = crowd.ask(append(stream(5), ExpectedVersion.noStream(), "late"));
            crowd.release();
            assertThat(first.receipt().position()).isEqualTo(3);
            assertThat(conflict.failure()).isInstanceOfSatisfying(ConflictException.class, refused -> {
                assertThat(refused.stream()).isEqualTo(stream(3));
                assertThat(refused.actual()).isZero();
            });
            assertThat(replayed.receipt().replayed()).isTrue();
            assertThat(replayed.receipt().position()).isEqualTo(1);
            assertThat(duplicate.failure()).isInstanceOf(DuplicateEventException.class);
            assertThat(boundary.failure())
                    .isInstanceOfSatisfying(
                            ConflictException.class,
                            refused -> assertThat(refused.stream()).isEqualTo(stream(0)));
            assertThat(empty.receipt().version()).isEqualTo(1);
            assertThat(late.receipt().position()).isEqualTo(4);
        }
        assertThat(store.head()).isEqualTo(4);
        assertThat(transactions()).isEqualTo(2);
    }

    @Test
    void what_one_writes_is_seen_by_the_condition_of_another_in_the_same_transaction() throws Exception {
        try (PostgresCrowd crowd = crowd()) {
            var matching = crowd.ask(append(stream(1), ExpectedVersion.any(), "matching", TAG));
            var boundary = crowd.ask(ifNobodyTagged(stream(2)));
            crowd.release();
            long position = matching.receipt().position();
            assertThat(boundary.failure()).isInstanceOf(ConflictException.class);
            assertThat(store.head()).isEqualTo(position);
        }
    }

    @Test
    void of_several_that_demand_to_be_the_only_one_one_is() throws Exception {
        var callers = new ArrayList<Caller>();
        try (PostgresCrowd crowd = crowd()) {
            for (int i = 0; i < 6; i++) callers.add(crowd.ask(ifNobodyTagged(stream(i), TAG)));
        }
        assertThat(callers.get(0).receipt().version()).isEqualTo(1);
        for (Caller each : callers.subList(1, 6)) assertThat(each.failure()).isInstanceOf(ConflictException.class);
        assertThat(transactions()).isEqualTo(1);
    }

    @Test
    void appends_to_one_stream_follow_one_another_in_the_same_transaction() throws Exception {
        var callers = new ArrayList<Caller>();
        try (PostgresCrowd crowd = crowd()) {
            for (int i = 0; i < 5; i++) callers.add(crowd.ask(append(stream(0), ExpectedVersion.exactly(i), "" + i)));
            callers.add(crowd.ask(append(stream(0), ExpectedVersion.exactly(3), "no")));
            callers.add(crowd.ask(append(stream(1), ExpectedVersion.any(), "beside")));
        }
        for (int i = 0; i < 5; i++)
            assertThat(callers.get(i).receipt().version()).isEqualTo(i + 1);
        assertThat(callers.get(5).failure()).isInstanceOf(ConflictException.class);
        assertThat(callers.get(6).receipt().version()).isEqualTo(1);
        assertThat(Noted.texts(store, stream(0))).containsExactly("0", "1", "2", "3", "4");
        assertThat(transactions()).isEqualTo(1);
    }

    @Test
    void more_appends_to_one_stream_than_a_transaction_has_statements_for_are_all_done() throws Exception {
        var callers = new ArrayList<Caller>();
        try (var lane = new OneLane(pool, prefix, 2, Duration.ofSeconds(30))) {
            for (int i = 0; i < 30; i++) callers.add(lane.ask(append(stream(0), ExpectedVersion.any(), "" + i)));
        }
        for (int i = 0; i < 30; i++)
            assertThat(callers.get(i).receipt().version()).isEqualTo(i + 1);
        assertThat(transactions()).isBetween(2L, 8L);
    }

    @Test
    void the_same_append_twice_in_one_transaction_is_stored_once() throws Exception {
        Append twice = append(stream(0), ExpectedVersion.noStream(), "twice");
        EventData event = twice.get(0);
        var elsewhere = EventData.stored(
                event.id(), stream(1), event.type(), Set.of(), event.metadata(), event.origin(), 0, event.bytes());
        try (PostgresCrowd crowd = crowd()) {
            var first = crowd.ask(twice);
            var again = crowd.ask(twice);
            var other = crowd.ask(Append.of(stream(1), ExpectedVersion.any(), elsewhere, Participant.NONE));
            crowd.release();
            assertThat(first.receipt().replayed()).isFalse();
            assertThat(again.receipt().replayed()).isTrue();
            assertThat(again.receipt().position()).isEqualTo(first.receipt().position());
            assertThat(other.failure()).isInstanceOf(DuplicateEventException.class);
        }
        assertThat(transactions()).isEqualTo(1);
        assertThat(store.head()).isEqualTo(2);
    }

    @Test
    void a_command_at_work_on_a_stream_holds_up_only_the_append_to_that_stream() throws Exception {
        try (UnitOfWork command = store.begin()) {
            command.read(stream(0), ReadRange.all(), Noted.Type::new).forEach(event -> {});
            Caller waits;
            Caller waitsToo;
            try (PostgresCrowd crowd = crowd()) {
                waits = crowd.ask(append(stream(0), ExpectedVersion.any(), "second"));
                waitsToo = crowd.ask(Append.of(
                        List.of(),
                        List.of(Noted.in(stream(2), "with"), Noted.in(stream(0), "third")),
                        Participant.NONE));
                var free = crowd.ask(append(stream(1), ExpectedVersion.any(), "free"));
                crowd.release();
                assertThat(free.receipt().version()).isEqualTo(1);
            }
            command.append(append(stream(0), ExpectedVersion.noStream(), "first"));
            command.commit();
            assertThat(List.of(waits.receipt().version(), waitsToo.receipt().version()))
                    .containsExactlyInAnyOrder(2L, 3L);
        }
        assertThat(Noted.texts(store, stream(0))).startsWith("first").hasSize(3);
    }

    @Test
    void an_error_that_one_append_causes_is_met_by_that_one_alone() throws Exception {
        PostgresServer.run(pool, "alter table " + prefix + "events add constraint planted check (stream <> 's3')");
        var callers = new ArrayList<Caller>();
        try (PostgresCrowd crowd = crowd()) {
            for (int i = 0; i < 6; i++) callers.add(crowd.ask(append(stream(i), ExpectedVersion.any(), "" + i)));
        }
        assertThat(callers.remove(3).failure()).isInstanceOf(UnsuitableTransactionException.class);
        for (Caller each : callers) assertThat(each.receipt().version()).isEqualTo(1);
        assertThat(store.head()).isEqualTo(6);
    }

    @Test
    void a_connection_that_is_ended_under_several_has_stored_nothing_for_any_of_them() throws Exception {
        var appends = new ArrayList<Append>();
        var callers = new ArrayList<Caller>();
        try (PostgresCrowd crowd = crowd()) {
            for (int i = 0; i < 10; i++) {
                appends.add(append(stream(i), ExpectedVersion.noStream(), "" + i));
                callers.add(crowd.ask(appends.get(i)));
            }
            crowd.gather();
            crowd.endAll();
        }
        for (Caller each : callers) assertThat(each.failure()).isInstanceOf(StoreUnavailableException.class);
        assertThat(store.head()).isZero();
        for (Append each : appends) assertThat(store.append(each).replayed()).isFalse();
    }

    @Test
    void who_is_interrupted_while_it_waits_is_not_stored_and_leaves_the_others() throws Exception {
        try (PostgresCrowd crowd = crowd()) {
            var first = crowd.ask(append(stream(0), ExpectedVersion.any(), "first"));
            var interrupted = crowd.ask(append(stream(1), ExpectedVersion.any(), "no"));
            var last = crowd.ask(append(stream(2), ExpectedVersion.any(), "last"));
            interrupted.thread().interrupt();
            assertThat(interrupted.failure()).isInstanceOf(StoreUnavailableException.class);
            crowd.release();
            assertThat(first.receipt().version()).isEqualTo(1);
            assertThat(last.receipt().version()).isEqualTo(1);
        }
        assertThat(Noted.of(store, stream(1))).isEmpty();
    }

    @Test
    void a_store_that_is_closed_refuses_those_who_still_wait() throws Exception {
        try (PostgresCrowd crowd = crowd()) {
            var first = crowd.ask(append(stream(0), ExpectedVersion.any(), "no"));
            var second = crowd.ask(append(stream(1), ExpectedVersion.any(), "no"));
            store.close();
            crowd.disperse();
            assertThat(first.failure()).isInstanceOf(StoreClosedException.class);
            assertThat(second.failure()).isInstanceOf(StoreClosedException.class);
        }
    }

    @Test
    void a_pool_of_one_connection_or_two_is_enough_for_many_threads() throws Exception {
        for (int connections = 1; connections <= 2; connections++) {
            try (HikariDataSource small = server.pooled(connections);
                    var few = JdbcEventStore.builder(small).prefix(prefix).build()) {
                int round = connections;
                var outcomes = Race.run(12, thread -> {
                    for (int i = 0; i < 10; i++) {
                        var stream = new StreamId("pool" + round, "" + thread);
                        few.append(append(stream, ExpectedVersion.exactly(i), "" + i));
                        if (i % 3 == 0) assertThat(Noted.of(few, stream)).hasSize(i + 1);
                    }
                    return 0;
                });
                assertThat(outcomes.lost()).isEmpty();
            }
        }
        assertThat(store.head()).isEqualTo(240);
    }

    /** Every decision is written down with what it relied on, and tried again on the log as it came out. */
    @Test
    void whatever_shares_a_transaction_the_log_is_one_in_which_each_decision_was_right() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            long seed = new Random().nextLong();
            Tag tag = new Tag("round", "" + round);
            var query = new StoredQuery(List.of(new StoredQuery.Item(Set.of(), Set.of(tag), Set.of(), Set.of())));
            int streams = 1 + round % 4;
            String key = "r" + round + "-";
            var outcomes = Race.run(12, thread -> {
                var random = new Random(seed + thread);
                var decided = new ArrayList<Receipt>();
                for (int i = 0; i < 15; i++) {
                    var stream = new StreamId("race", key + random.nextInt(streams));
                    EventData event = Noted.in(stream, "x", random.nextBoolean() ? new Tag[] {tag} : new Tag[0]);
                    long head = store.head();
                    Append append = switch (random.nextInt(4)) {
                        case 0 ->
                            Append.of(List.of(new Marker.QueryCheck(query, head)), List.of(event), Participant.NONE);
                        case 1 ->
                            Append.of(
                                    stream,
                                    ExpectedVersion.exactly(
                                            Noted.of(store, stream).size()),
                                    event,
                                    Participant.NONE);
                        default -> Append.of(stream, ExpectedVersion.any(), event, Participant.NONE);
                    };
                    try {
                        Receipt receipt = store.append(append);
                        decided.add(receipt);
                        if (!append.more().isEmpty()) {
                            long position = receipt.position();
                            assertThat(Noted.all(store))
                                    .as("seed %d", seed)
                                    .noneMatch(each -> each.position() > head
                                            && each.position() < position
                                            && query.matches(each));
                        } else if (append.expected() instanceof ExpectedVersion.Exactly exactly)
                            assertThat(receipt.version()).isEqualTo(exactly.version() + 1);
                    } catch (ConflictException overtaken) {
                        // nothing is stored then, as the positions without gaps show at the end
                    }
                }
                return decided;
            });
            assertThat(outcomes.lost()).isEmpty();
            var positions = new HashSet<Long>();
            for (List<Receipt> each : outcomes.won())
                for (Receipt receipt : each)
                    assertThat(positions.add(receipt.position())).isTrue();
        }
        long before = 0;
        for (EventEnvelope event : Noted.all(store))
            assertThat(event.position()).isEqualTo(++before);
    }
}
