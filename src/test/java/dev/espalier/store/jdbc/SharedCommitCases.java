package dev.espalier.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.espalier.infrastructure.ConflictException;
import dev.espalier.infrastructure.DuplicateEventException;
import dev.espalier.infrastructure.EspalierException;
import dev.espalier.infrastructure.EventEnvelope;
import dev.espalier.infrastructure.ExpectedVersion;
import dev.espalier.infrastructure.ReadRange;
import dev.espalier.infrastructure.Receipt;
import dev.espalier.infrastructure.StoreUnavailableException;
import dev.espalier.infrastructure.StreamId;
import dev.espalier.infrastructure.Tag;
import dev.espalier.store.Append;
import dev.espalier.store.EventData;
import dev.espalier.store.Marker;
import dev.espalier.store.Participant;
import dev.espalier.store.StoredQuery;
import dev.espalier.tck.Race;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Appends of several callers in one transaction: each is tested, answered and refused as if it were alone. */
abstract class SharedCommitCases {
    private static final Tag TAG = new Tag("customer", "7");
    private static final StoredQuery TAGGED =
            new StoredQuery(List.of(new StoredQuery.Item(Set.of(), Set.of(TAG), Set.of(), Set.of())));

    final String prefix = Sql.freshPrefix();
    JdbcEventStore store;

    abstract DataSource source();

    abstract int lanes();

    /** Lets the database refuse each event of a stream. */
    abstract void refuse(String stream) throws SQLException;

    @BeforeEach
    void open() {
        store = JdbcEventStore.builder(source()).prefix(prefix).build();
    }

    @AfterEach
    void close() {
        store.close();
    }

    OneLane lane() {
        return new OneLane(source(), prefix, lanes(), Duration.ofMinutes(2));
    }

    static StreamId stream(int number) {
        return new StreamId("note", "s" + number);
    }

    static Append append(StreamId stream, ExpectedVersion expected, String text, Tag... tags) {
        return Append.of(stream, expected, Noted.in(stream, text, tags), Participant.NONE);
    }

    private static Append ifNobodyTagged(StreamId stream, Tag... tags) {
        return Append.of(
                List.of(new Marker.QueryCheck(TAGGED, 0)),
                List.of(Noted.in(stream, "boundary", tags)),
                Participant.NONE);
    }

    @Test
    void those_who_wait_share_one_transaction_and_each_gets_its_own_receipt() throws Exception {
        var callers = new ArrayList<Caller>();
        try (var lane = lane()) {
            for (int i = 0; i < 20; i++) {
                List<EventData> events = new ArrayList<>();
                for (int n = 0; n <= i % 3; n++) events.add(Noted.in(stream(i), i + "." + n, TAG));
                callers.add(lane.ask(Append.of(stream(i), ExpectedVersion.noStream(), events, Participant.NONE)));
            }
            lane.release();
            assertThat(lane.connections()).isEqualTo(lanes());
        }
        long position = 1;
        for (int i = 0; i < callers.size(); i++) {
            Receipt receipt = callers.get(i).receipt();
            assertThat(receipt.replayed()).isFalse();
            for (EventEnvelope event : receipt.events())
                assertThat(event.position()).isEqualTo(++position);
            assertThat(receipt.version()).isEqualTo(1 + i % 3);
            assertThat(Noted.of(store, stream(i)))
                    .extracting(EventEnvelope::id)
                    .isEqualTo(receipt.events().stream().map(EventEnvelope::id).toList());
        }
        assertThat(store.read(TAGGED, ReadRange.all(), Noted.Type::new)).hasSize((int) position - 1);
    }

    @Test
    void each_refusal_is_of_its_own_caller_and_leaves_the_others() throws Exception {
        Append stored = append(stream(0), ExpectedVersion.any(), "stored", TAG);
        store.append(stored);
        EventData known = stored.get(0);
        var elsewhere = EventData.stored(
                known.id(), stream(1), known.type(), Set.of(), known.metadata(), known.origin(), 0, new byte[0]);
        var mixed = Append.of(
                stream(1), ExpectedVersion.any(), List.of(Noted.in(stream(1), "new"), elsewhere), Participant.NONE);
        try (var lane = lane()) {
            var first = lane.ask(append(stream(2), ExpectedVersion.any(), "first"));
            var conflict = lane.ask(append(stream(3), ExpectedVersion.exactly(5), "no"));
            var replayed = lane.ask(stored);
            var duplicate = lane.ask(mixed);
            var boundary = lane.ask(ifNobodyTagged(stream(4)));
            var empty = lane.ask(Append.of(stream(0), ExpectedVersion.exactly(1), List.of(), Participant.NONE));
            var late = lane.ask(append(stream(5), ExpectedVersion.noStream(), "late"));
            lane.release();
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
        assertThat(Noted.of(store, stream(1))).isEmpty();
        assertThat(Noted.of(store, stream(3))).isEmpty();
    }

    @Test
    void a_refusal_tells_its_caller_where_it_was_asked() throws Exception {
        try (var lane = lane()) {
            var conflict = lane.ask(append(stream(3), ExpectedVersion.exactly(5), "no"));
            lane.release();
            assertThat(conflict.failure().getStackTrace())
                    .extracting(StackTraceElement::getMethodName)
                    .doesNotContain("lead");
        }
    }

    @Test
    void of_several_that_demand_to_be_the_only_one_one_is() throws Exception {
        var callers = new ArrayList<Caller>();
        try (var lane = lane()) {
            for (int i = 0; i < 6; i++) callers.add(lane.ask(ifNobodyTagged(stream(i), TAG)));
        }
        assertThat(callers.get(0).receipt().version()).isEqualTo(1);
        for (Caller each : callers.subList(1, 6)) assertThat(each.failure()).isInstanceOf(ConflictException.class);
    }

    @Test
    void appends_to_one_stream_follow_one_another_in_the_same_transaction() throws Exception {
        var callers = new ArrayList<Caller>();
        try (var lane = lane()) {
            for (int i = 0; i < 5; i++) callers.add(lane.ask(append(stream(0), ExpectedVersion.exactly(i), "" + i)));
            callers.add(lane.ask(append(stream(0), ExpectedVersion.exactly(3), "no")));
            callers.add(lane.ask(append(stream(1), ExpectedVersion.any(), "beside")));
            lane.release();
            assertThat(lane.connections()).isEqualTo(lanes());
        }
        for (int i = 0; i < 5; i++)
            assertThat(callers.get(i).receipt().version()).isEqualTo(i + 1);
        assertThat(callers.get(5).failure()).isInstanceOf(ConflictException.class);
        assertThat(callers.get(6).receipt().version()).isEqualTo(1);
        assertThat(Noted.texts(store, stream(0))).containsExactly("0", "1", "2", "3", "4");
    }

    @Test
    void more_than_a_transaction_takes_are_all_done() throws Exception {
        var callers = new ArrayList<Caller>();
        try (var lane = lane()) {
            for (int i = 0; i < 70; i++) callers.add(lane.ask(append(stream(0), ExpectedVersion.any(), "" + i)));
            lane.release();
            assertThat(lane.connections()).isEqualTo(lanes() + 1);
        }
        for (int i = 0; i < 70; i++)
            assertThat(callers.get(i).receipt().version()).isEqualTo(i + 1);
    }

    @Test
    void the_same_append_twice_at_a_time_is_stored_once() throws Exception {
        Append twice = append(stream(0), ExpectedVersion.noStream(), "twice");
        EventData event = twice.get(0);
        var elsewhere = EventData.stored(
                event.id(), stream(1), event.type(), Set.of(), event.metadata(), event.origin(), 0, event.bytes());
        try (var lane = lane()) {
            var first = lane.ask(twice);
            var again = lane.ask(twice);
            var other = lane.ask(Append.of(stream(1), ExpectedVersion.any(), elsewhere, Participant.NONE));
            lane.release();
            assertThat(first.receipt().replayed()).isFalse();
            assertThat(again.receipt().replayed()).isTrue();
            assertThat(again.receipt().position()).isEqualTo(first.receipt().position());
            assertThat(other.failure()).isInstanceOf(DuplicateEventException.class);
        }
        assertThat(Noted.texts(store, stream(0))).containsExactly("twice");
    }

    @Test
    void an_error_that_one_append_causes_is_met_by_that_one_alone() throws Exception {
        refuse("s3");
        var callers = new ArrayList<Caller>();
        try (var lane = lane()) {
            for (int i = 0; i < 6; i++) callers.add(lane.ask(append(stream(i), ExpectedVersion.any(), "" + i)));
        }
        assertThat(callers.remove(3).failure()).isInstanceOf(EspalierException.class);
        for (Caller each : callers) assertThat(each.receipt().version()).isEqualTo(1);
        assertThat(store.head()).isEqualTo(5 + lanes());
    }

    @Test
    void who_is_interrupted_while_it_waits_is_not_stored_and_leaves_the_others() throws Exception {
        try (var lane = lane()) {
            var first = lane.ask(append(stream(0), ExpectedVersion.any(), "first"));
            var interrupted = lane.ask(append(stream(1), ExpectedVersion.any(), "no"));
            var last = lane.ask(append(stream(2), ExpectedVersion.any(), "last"));
            interrupted.thread().interrupt();
            assertThat(interrupted.failure()).isInstanceOf(StoreUnavailableException.class);
            lane.release();
            assertThat(first.receipt().version()).isEqualTo(1);
            assertThat(last.receipt().version()).isEqualTo(1);
        }
        assertThat(Noted.of(store, stream(1))).isEmpty();
    }

    @Test
    void a_command_at_work_and_many_that_append_all_come_to_an_end() throws Exception {
        var outcomes = Race.run(8, thread -> {
            for (int i = 0; i < 10; i++) {
                if (thread == 0) {
                    try (var work = store.begin()) {
                        work.read(stream(1), ReadRange.all(), Noted.Type::new).forEach(event -> {});
                        work.append(append(stream(1), ExpectedVersion.any(), "command"));
                        work.commit();
                    }
                } else store.append(append(stream(thread % 3), ExpectedVersion.any(), "plain"));
            }
            return 0;
        });
        assertThat(outcomes.lost()).isEmpty();
        assertThat(store.head()).isEqualTo(80);
    }
}
