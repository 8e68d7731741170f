package dev.espalier.store.jdbc;

import static dev.espalier.infrastructure.ExpectedVersion.any;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.espalier.infrastructure.EventEnvelope;
import dev.espalier.infrastructure.EventStream;
import dev.espalier.infrastructure.ReadRange;
import dev.espalier.infrastructure.StoreClosedException;
import dev.espalier.infrastructure.StoreUnavailableException;
import dev.espalier.infrastructure.StreamId;
import dev.espalier.infrastructure.Tag;
import dev.espalier.infrastructure.UnsuitableTransactionException;
import dev.espalier.store.Append;
import dev.espalier.store.EventData;
import dev.espalier.store.Participant;
import dev.espalier.store.StoredQuery;
import dev.espalier.store.UnitOfWork;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** Connections, threads, room on the disk: what runs out, and what happens then. */
class SqliteResourcesTest {
    private final Path file = SqliteFile.fresh();

    private static Append append(String text) {
        return Append.of(Noted.A, any(), Noted.in(Noted.A, text), Participant.NONE);
    }

    @Test
    void a_thousand_abandoned_reads_leave_a_pool_of_five_as_it_was() {
        try (var pool = SqliteFile.pooled(file, 5);
                var store = new JdbcEventStore(pool)) {
            var many = new ArrayList<EventData>();
            for (int i = 0; i < 2 * Page.EVENTS; i++) many.add(Noted.in(Noted.A, "event " + i));
            store.append(Append.of(Noted.A, any(), many, Participant.NONE));
            var abandoned = new ArrayList<Iterator<EventEnvelope>>();
            for (int i = 0; i < 1_000; i++) {
                EventStream stream = i % 2 == 0
                        ? store.read(Noted.A, ReadRange.all(), Noted.Type::new)
                        : store.read(Noted.ALL, ReadRange.all(), Noted.Type::new);
                Iterator<EventEnvelope> events = stream.iterator();
                if (i % 100 == 0) {
                    events.next();
                    abandoned.add(events);
                }
            }
            assertThat(pool.getHikariPoolMXBean().getActiveConnections()).isZero();
            store.append(append("last"));
            assertThat(abandoned).allSatisfy(events -> {
                int left = 0;
                for (; events.hasNext(); events.next()) left++;
                assertThat(left).isEqualTo(2 * Page.EVENTS - 1);
            });
        }
    }

    @Test
    void a_pool_of_one_is_enough() {
        try (var pool = SqliteFile.pooled(file, 1);
                var store = new JdbcEventStore(pool);
                UnitOfWork work = store.begin()) {
            try (var stream = work.read(Noted.A, ReadRange.all(), Noted.Type::new)) {
                assertThat(stream.head()).isZero();
            }
            work.append(append("1"));
            work.commit();
            assertThat(store.head()).isEqualTo(1);
        }
    }

    @Test
    void pages_are_crossed_in_every_direction_and_by_every_index() {
        int events = 2 * Page.EVENTS + 1;
        try (var store = new JdbcEventStore(SqliteFile.plain(file))) {
            var many = new ArrayList<EventData>();
            for (int i = 1; i <= events; i++) many.add(Noted.in(Noted.A, "" + i, Tag.of("half", i % 2)));
            store.append(Append.of(Noted.A, any(), many, Participant.NONE));
            assertPages(events, store.read(Noted.A, ReadRange.all(), Noted.Type::new));
            assertPages(events, store.read(Noted.A, ReadRange.all().reversed(), Noted.Type::new));
            for (StoredQuery query : List.of(
                    Noted.ALL,
                    item(Set.of("Noted"), Set.of(), Set.of(), Set.of()),
                    item(Set.of(), Set.of(), Set.of("note"), Set.of()),
                    item(Set.of(), Set.of(), Set.of(), Set.of(Noted.A)))) {
                assertPages(events, store.read(query, ReadRange.all(), Noted.Type::new));
                assertPages(events, store.read(query, ReadRange.all().reversed(), Noted.Type::new));
            }
            StoredQuery odd = item(Set.of(), Set.of(Tag.of("half", 1)), Set.of(), Set.of());
            assertPages(Page.EVENTS + 1, store.read(odd, ReadRange.all(), Noted.Type::new));
            assertThat(store.read(odd, ReadRange.all().first(Page.EVENTS), Noted.Type::new)
                            .head())
                    .isEqualTo(2 * Page.EVENTS - 1);
            assertThat(store.read(odd, ReadRange.all().first(Page.EVENTS + 1), Noted.Type::new)
                            .head())
                    .isEqualTo(events);
        }
    }

    private static StoredQuery item(Set<String> types, Set<Tag> tags, Set<String> categories, Set<StreamId> streams) {
        return new StoredQuery(List.of(new StoredQuery.Item(types, tags, categories, streams)));
    }

    private static void assertPages(int expected, EventStream stream) {
        var positions = new ArrayList<Long>();
        for (EventEnvelope event : stream) positions.add(event.position());
        assertThat(positions).hasSize(expected).doesNotHaveDuplicates();
    }

    @Test
    void an_interrupted_thread_keeps_its_flag_and_stores_all_or_nothing() throws Exception {
        try (var store = new JdbcEventStore(SqliteFile.plain(file))) {
            Thread.currentThread().interrupt();
            store.append(append("free lock"));
            assertThat(Thread.interrupted()).isTrue();

            var inside = new CountDownLatch(1);
            var goOn = new CountDownLatch(1);
            var holder = new Thread(() -> {
                try (UnitOfWork work = store.begin()) {
                    inside.countDown();
                    goOn.await();
                    work.append(append("holder"));
                    work.commit();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            });
            holder.start();
            inside.await();
            Thread.currentThread().interrupt();
            assertThatThrownBy(() -> store.append(append("no")))
                    .isInstanceOf(StoreUnavailableException.class)
                    .hasMessageContaining("interrupted");
            assertThat(Thread.interrupted()).isTrue();
            goOn.countDown();
            holder.join();

            try (Connection connection = SqliteFile.plain(file).getConnection();
                    Statement statement = connection.createStatement()) {
                statement.execute("begin immediate");
                Thread.currentThread().interrupt();
                assertThatThrownBy(() -> store.append(append("no")))
                        .isInstanceOf(StoreUnavailableException.class)
                        .hasMessageContaining("interrupted");
                assertThat(Thread.interrupted()).isTrue();
                statement.execute("rollback");
            }
            assertThat(Noted.texts(store, Noted.A)).containsExactly("free lock", "holder");
        }
    }

    @Test
    void waiting_for_the_appends_of_this_store_ends_in_time_and_says_whose_it_was() throws Exception {
        try (var store = JdbcEventStore.builder(SqliteFile.plain(file))
                        .lockWait(Duration.ofMillis(20))
                        .build();
                UnitOfWork work = store.begin()) {
            var refusal = new Throwable[1];
            var other = new Thread(() -> {
                try {
                    store.append(append("no"));
                } catch (StoreUnavailableException e) {
                    refusal[0] = e;
                }
            });
            other.start();
            other.join();
            assertThat(refusal[0]).hasMessageContaining(Thread.currentThread().getName());
            assertThatThrownBy(store::begin).isInstanceOf(UnsuitableTransactionException.class);
            work.append(append("1"));
            work.commit();
            assertThat(store.head()).isEqualTo(1);
        }
    }

    @Test
    void a_database_without_room_stores_nothing_and_goes_on_once_there_is_room() throws SQLException {
        try (var pool = SqliteFile.pooled(file, 1);
                var store = new JdbcEventStore(pool)) {
            store.append(append("first"));
            pages(pool.getConnection(), 60);
            String large = "x".repeat(100_000);
            int stored = 1;
            try {
                for (; ; stored++) store.append(append(large));
            } catch (StoreUnavailableException e) {
                assertThat(e).hasMessageContaining("no room");
            }
            assertThat(store.head()).isEqualTo(stored);
            assertThatThrownBy(() -> store.append(append(large))).isInstanceOf(StoreUnavailableException.class);
            assertThat(Noted.of(store, Noted.A)).hasSize(stored);
            pages(pool.getConnection(), 10_000);
            assertThat(store.append(append(large)).position()).isEqualTo(stored + 1);
            assertThat(Noted.of(store, Noted.A)).hasSize(stored + 1);
        }
    }

    /** A limit that belongs to the connection, so the pool must have one only. */
    private static void pages(Connection pooled, int atMost) throws SQLException {
        try (Connection connection = pooled;
                Statement statement = connection.createStatement()) {
            statement.execute("pragma max_page_count = " + atMost);
        }
    }

    @Test
    void a_closed_store_is_closed_for_reads_that_had_begun_and_for_units_of_work() {
        var store = new JdbcEventStore(SqliteFile.plain(file));
        store.append(append("1"));
        EventStream begun = store.read(Noted.A, ReadRange.all(), Noted.Type::new);
        UnitOfWork work = store.begin();
        store.close();
        assertThatThrownBy(() -> begun.iterator().next()).isInstanceOf(StoreClosedException.class);
        assertThatThrownBy(() -> work.append(append("2"))).isInstanceOf(StoreClosedException.class);
        work.close();
        assertThatThrownBy(() -> store.in(null)).isInstanceOf(StoreClosedException.class);
        assertThatThrownBy(() -> store.snapshotVersion("s", Noted.A)).isInstanceOf(StoreClosedException.class);
        assertThatThrownBy(store::storedTypes).isInstanceOf(StoreClosedException.class);
        try (var again = new JdbcEventStore(SqliteFile.plain(file))) {
            assertThat(again.append(append("2")).position()).isEqualTo(2);
        }
    }

    @Test
    void a_unit_of_work_takes_one_append_and_nothing_after_its_end() {
        try (var store = new JdbcEventStore(SqliteFile.plain(file))) {
            UnitOfWork work = store.begin();
            work.append(append("1"));
            assertThatThrownBy(() -> work.append(append("2"))).isInstanceOf(UnsuitableTransactionException.class);
            work.commit();
            assertThatThrownBy(work::commit).isInstanceOf(UnsuitableTransactionException.class);
            assertThatThrownBy(work::head).isInstanceOf(UnsuitableTransactionException.class);
            work.close();
            assertThat(store.head()).isEqualTo(1);
        }
    }
}
