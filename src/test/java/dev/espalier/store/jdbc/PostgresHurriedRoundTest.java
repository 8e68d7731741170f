package dev.espalier.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.espalier.infrastructure.ExpectedVersion;
import dev.espalier.infrastructure.StoreUnavailableException;
import dev.espalier.infrastructure.StreamId;
import dev.espalier.store.Append;
import dev.espalier.store.Participant;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Callers with little time share transactions with others, and neither waits longer than it has to. */
class PostgresHurriedRoundTest extends PostgresRoundCases {
    private static final Duration ENOUGH = Duration.ofMinutes(10);
    private static final Duration LITTLE = Duration.ofMillis(200);

    private final List<String> log = Collections.synchronizedList(new ArrayList<>());

    private Append append(String key, Runnable service) {
        var stream = new StreamId("note", key);
        return Append.of(stream, ExpectedVersion.noStream(), Noted.in(stream, key), (events, transaction) -> {
            transaction.onRollback(() -> log.add("undone " + key));
            transaction.afterCommit(() -> log.add("stored " + key));
            insert(key, transaction);
            service.run();
            return List.of();
        });
    }

    @Override
    void assertStored(String... keys) throws SQLException {
        super.assertStored(keys);
        assertThat(log.stream().filter(each -> each.startsWith("stored"))).hasSize(keys.length);
    }

    @Test
    void those_who_have_time_share_a_transaction() throws Exception {
        var callers = new ArrayList<Caller>();
        callers.add(new Caller(store, append("a", staying::stay), ENOUGH));
        staying.awaitInside();
        for (String key : List.of("b", "c")) callers.add(new Caller(store, append(key, () -> {}), ENOUGH).queued());
        staying.goOn();
        for (Caller each : callers) assertThat(each.receipt().version()).isEqualTo(1);
        assertStored("a", "b", "c");
        assertThat(transactions()).isEqualTo(1);
    }

    @Test
    void whose_time_is_over_in_the_turn_of_another_is_given_up_and_the_others_are_stored() throws Exception {
        var first = new Caller(store, append("a", staying::stay));
        staying.awaitInside();
        var served = new AtomicInteger(); // or its time is over before that
        var hurried = new Caller(store, append("b", served::incrementAndGet), LITTLE).queued();
        var slow = Caller.queue(store, append("c", () -> hurried.outcome()));
        staying.goOn();
        assertThat(hurried.failure()).isInstanceOf(StoreUnavailableException.class);
        for (Caller each : List.of(first, slow))
            assertThat(each.receipt().version()).isEqualTo(1);
        assertStored("a", "c");
        assertThat(log.stream().filter("undone b"::equals)).hasSize(served.get());
    }

    @Test
    void whose_own_services_take_all_its_time_is_given_up() throws Exception {
        long over = System.nanoTime() + 2 * LITTLE.toNanos();
        var own = new Caller(
                store,
                append("a", () -> {
                    while (System.nanoTime() - over <= 0) Thread.onSpinWait();
                }),
                LITTLE);
        assertThat(own.failure()).isInstanceOf(StoreUnavailableException.class);
        assertStored();
    }

    @Test
    void who_is_in_a_hurry_shortens_nobody_elses_wait_for_the_sequencer() throws Exception {
        try (Connection other = pool.getConnection()) {
            other.setAutoCommit(false);
            PostgresServer.number(
                    other, "select count(pg_advisory_xact_lock('" + prefix + "events'::regclass::oid::int, 0))");
            var first = new Caller(store, append("a", staying::stay));
            staying.awaitInside();
            var hurried = new Caller(store, append("b", () -> {}), LITTLE).queued();
            var last = Caller.queue(store, append("c", () -> {}));
            staying.goOn();
            assertThat(hurried.failure()).isInstanceOf(StoreUnavailableException.class);
            assertThat(first.isDone() || last.isDone()).isFalse();
            other.rollback();
            other.setAutoCommit(true);
            for (Caller each : List.of(first, last))
                assertThat(each.receipt().version()).isEqualTo(1);
        }
        assertStored("a", "c");
    }

    @Test
    void appends_without_services_share_what_they_can_wait_for() throws Exception {
        var stream = new StreamId("note", "plain");
        Append plain = Append.of(stream, ExpectedVersion.any(), Noted.in(stream, "x"), Participant.NONE);
        var other = new StreamId("note", "other");
        try (var crowd = new PostgresCrowd(pool, prefix, store)) {
            var patient = crowd.ask(plain);
            var hurried = new Caller(
                    store,
                    Append.of(other, ExpectedVersion.any(), Noted.in(other, "x"), Participant.NONE),
                    Duration.ofSeconds(2));
            hurried.queued();
            crowd.gather();
            assertThat(hurried.failure()).isInstanceOf(StoreUnavailableException.class);
            assertThat(patient.isDone()).isFalse();
            crowd.release();
            assertThat(patient.receipt().version()).isEqualTo(1);
        }
        assertThat(Noted.of(store, other)).isEmpty();
    }
}
