package dev.espalier.tck;

import static dev.espalier.infrastructure.ExpectedVersion.any;
import static dev.espalier.infrastructure.ExpectedVersion.exactly;
import static dev.espalier.infrastructure.ExpectedVersion.noStream;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.espalier.infrastructure.ConflictException;
import dev.espalier.infrastructure.EventEnvelope;
import dev.espalier.infrastructure.ExpectedVersion;
import dev.espalier.infrastructure.Receipt;
import dev.espalier.infrastructure.StreamId;
import dev.espalier.store.Append;
import dev.espalier.store.EventData;
import dev.espalier.store.JoinedTransaction;
import dev.espalier.store.Participant;
import dev.espalier.store.SnapshotVersion;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Appends in a transaction of the application's own. */
@Needs(Capability.JOINED_TRANSACTIONS)
abstract class JoinedTransactionSuite extends Suite {
    private final List<String> log = new ArrayList<>();

    private static Receipt append(JoinedTransaction joined, StreamId stream, ExpectedVersion expected, String text) {
        return joined.append(Append.of(stream, expected, event(stream, text), Participant.NONE));
    }

    private static void commit(ApplicationTransaction application) throws Exception {
        application.joined().complete();
        application.commit();
        application.joined().committed();
    }

    @Test
    @Line("81")
    void events_are_visible_after_the_applications_commit_and_nobody_is_woken_before() throws Exception {
        try (ApplicationTransaction application = fixture.join(store)) {
            JoinedTransaction joined = application.joined();
            append(joined, A, noStream(), "1");
            joined.afterCommit(() -> log.add("woken for " + texts(readAll())));
            joined.onRollback(() -> log.add("undone"));
            joined.complete();
            assertThat(readAll()).isEmpty();
            assertThat(log).isEmpty();

            application.commit();
            assertThat(log).isEmpty();
            joined.committed();
        }

        assertThat(log).containsExactly("woken for [1]");
        assertThat(texts(read(A))).containsExactly("1");
        assertThat(store.head()).isEqualTo(read(A).get(0).position()).isPositive();
    }

    @Test
    @Line("81")
    void events_are_gone_after_the_applications_rollback() throws Exception {
        EventData event = event(A, "no", RED);
        for (boolean completed : new boolean[] {false, true}) {
            log.clear();
            try (ApplicationTransaction application = fixture.join(store)) {
                JoinedTransaction joined = application.joined();
                joined.append(Append.of(A, noStream(), event, Participant.NONE));
                joined.afterCommit(() -> log.add("woken"));
                joined.onRollback(() -> log.add("undone"));
                if (completed) joined.complete();
                application.rollBack();
                joined.rolledBack();
            }
            assertThat(log).containsExactly("undone");
            assertThat(store.head()).isZero();
            assertThat(readAll()).isEmpty();
            assertThat(store.find(event.id(), Happened.Type::new)).isEmpty();
        }
        assertThat(append(A, noStream(), event).replayed()).isFalse();
        assertThat(texts(read(A))).containsExactly("no");
    }

    @Test
    @Line("81")
    void several_appends_see_each_other_and_commit_together() throws Exception {
        append(A, noStream(), "1");
        EventData repeated = event(A, "2");
        try (ApplicationTransaction application = fixture.join(store)) {
            JoinedTransaction joined = application.joined();
            assertThat(joined.append(Append.of(A, exactly(1), repeated, Participant.NONE))
                            .version())
                    .isEqualTo(2);
            assertThat(append(joined, A, exactly(2), "3").version()).isEqualTo(3);
            assertThat(append(joined, B, noStream(), "4").version()).isEqualTo(1);
            commit(application);
        }

        assertThat(texts(readAll())).containsExactly("1", "2", "3", "4");
        assertThat(readAll()).extracting(EventEnvelope::position).isSorted().doesNotHaveDuplicates();
        assertThat(append(A, exactly(1), repeated).replayed()).isTrue();
    }

    @Test
    @Line("81")
    void a_participants_rows_follow_the_applications_transaction() throws Exception {
        Rows rows = fixture.rows();
        for (boolean committed : new boolean[] {false, true}) {
            try (ApplicationTransaction application = fixture.join(store)) {
                application.joined().append(Append.of(A, noStream(), event(A, "1"), (events, transaction) -> {
                    assertThat(events).extracting(EventEnvelope::version).containsExactly(1L);
                    try {
                        rows.insert(transaction, "row");
                    } catch (Exception e) {
                        throw new IllegalStateException(e);
                    }
                    return List.of(new SnapshotVersion("rows", A, 1));
                }));
                if (committed) commit(application);
                else {
                    application.rollBack();
                    application.joined().rolledBack();
                }
            }
            assertThat(rows.committed()).hasSize(committed ? 1 : 0);
            assertThat(transactional().snapshotVersion("rows", A)).isEqualTo(committed ? 1 : 0);
            assertThat(readAll()).hasSize(committed ? 1 : 0);
        }
    }

    @Test
    @Line("81")
    void a_condition_that_does_not_hold_is_a_conflict_at_the_append_or_at_completion() throws Exception {
        append(A, noStream(), "1");
        try (ApplicationTransaction application = fixture.join(store)) {
            assertThatThrownBy(() -> {
                        append(application.joined(), A, exactly(7), "no");
                        application.joined().complete();
                    })
                    .isInstanceOf(ConflictException.class);
            application.rollBack();
            application.joined().rolledBack();
        }
        assertThat(texts(readAll())).containsExactly("1");
        assertThat(append(A, exactly(1), "2").version()).isEqualTo(2);
    }

    @Test
    @Line("81")
    void the_connection_comes_back_as_it_was() throws Exception {
        for (int end = 0; end < 3; end++) {
            try (ApplicationTransaction application = fixture.join(store)) {
                String before = application.settings();
                append(application.joined(), A, any(), "x");
                if (end == 0) commit(application);
                else {
                    if (end == 1) application.joined().complete();
                    application.rollBack();
                    application.joined().rolledBack();
                }
                assertThat(application.settings()).isEqualTo(before);
            }
        }
        assertThat(texts(readAll())).containsExactly("x");
    }

    @Test
    @Line("81")
    void of_racing_applications_on_one_version_exactly_one_commits() throws Exception {
        for (int round = 0; round < rounds; round++) {
            int version = round;
            ConcurrencySuite.assertOneWinner(Race.run(3, racer -> {
                try (ApplicationTransaction application = fixture.join(store)) {
                    try {
                        append(application.joined(), A, exactly(version), "x");
                        commit(application);
                        return racer;
                    } catch (ConflictException lost) {
                        application.rollBack();
                        application.joined().rolledBack();
                        throw lost;
                    }
                }
            }));
            assertThat(read(A)).hasSize(round + 1);
        }
    }
}
