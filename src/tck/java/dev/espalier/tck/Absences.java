package dev.espalier.tck;

import static dev.espalier.infrastructure.ExpectedVersion.any;
import static dev.espalier.infrastructure.ExpectedVersion.exactly;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.espalier.infrastructure.ConflictException;
import dev.espalier.infrastructure.EventEnvelope;
import dev.espalier.infrastructure.EventStream;
import dev.espalier.infrastructure.ExpectedVersion;
import dev.espalier.infrastructure.InvalidInputException;
import dev.espalier.infrastructure.ReadRange;
import dev.espalier.store.AdministeredStore;
import dev.espalier.store.AggregateSnapshotStore;
import dev.espalier.store.Append;
import dev.espalier.store.CheckpointedStore;
import dev.espalier.store.CommandStore;
import dev.espalier.store.EventData;
import dev.espalier.store.EventStore;
import dev.espalier.store.IdentifiedStore;
import dev.espalier.store.JoinedTransaction;
import dev.espalier.store.Marker;
import dev.espalier.store.Participant;
import dev.espalier.store.StoredTypes;
import dev.espalier.store.TransactionalStore;
import dev.espalier.store.ViewCheckpoints;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;

/** What a store must do that declares a capability absent: refuse it, or behave as {@link Capability} says. */
final class Absences {
    private final Suite suite;

    private Absences(Suite suite) {
        this.suite = suite;
    }

    /** Asserts one of them, on the store of a test, and that the store works all the same. */
    static void of(Suite suite, Capability capability) throws Exception {
        var absences = new Absences(suite);
        switch (capability) {
            case MULTI_STREAM_APPENDS ->
                absences.refuses(Append.of(
                        List.of(), List.of(Suite.event(Suite.A, "no"), Suite.event(Suite.B, "no")), Participant.NONE));
            case BOUNDARIES ->
                absences.refuses(Append.of(
                        List.of(Suite.nothing(0, Suite.tags(Suite.BIG))),
                        List.of(Suite.event(Suite.A, "no")),
                        Participant.NONE));
            case PARTICIPANTS -> absences.runsNobody();
            case CONTIGUOUS_BATCHES -> ConcurrencySuite.raceBatches(suite);
            case UNSTALLED_READS -> absences.readsEndWithTheWriter();
            case FIXED_READS -> absences.readsAreLiveAndGuarded();
            case PARALLEL_BOUNDARIES -> absences.disjointRacersMayConflict();
            case POSITIONS_IN_PARTICIPANTS -> absences.participantsSeeNoPositions();
            case JOINED_TRANSACTIONS -> absences.offersNoJoinedTransaction();
            case REPEATED_COMMANDS -> assertThat(suite.store).isNotInstanceOf(CommandStore.class);
            case AGGREGATE_SNAPSHOTS -> assertThat(suite.store).isNotInstanceOf(AggregateSnapshotStore.class);
            case RESTART -> absences.startsEmptyAgain();
            case SHARING -> absences.sharesNothing();
            case PROCESSES -> assertThat(suite.fixture.otherProcess()).isEmpty();
            case KILLS -> assertThat(suite.fixture.mortal()).isEmpty();
            case ADMINISTRATION -> assertThat(suite.store).isNotInstanceOf(AdministeredStore.class);
            case IMMUTABLE_EVENTS ->
                assertThat(suite.fixture.changes(UUID.randomUUID())).isEmpty();
            case IDENTITY -> assertThat(suite.store).isNotInstanceOf(IdentifiedStore.class);
            case CHECKPOINTS -> assertThat(suite.store).isNotInstanceOf(CheckpointedStore.class);
            case VIEW_CHECKPOINTS -> absences.keepsNoViews();
            case STORED_TYPES -> assertThat(suite.store).isNotInstanceOf(StoredTypes.class);
        }
        absences.works();
    }

    private void works() {
        EventStore store = suite.store;
        EventData event = Suite.event(Suite.A, "works");
        long version =
                store.append(Append.of(Suite.A, any(), event, Participant.NONE)).version();
        EventEnvelope last =
                suite.read(Suite.A, ReadRange.all().reversed().first(1)).get(0);
        assertThat(last.id()).isEqualTo(event.id());
        assertThat(last.version()).isEqualTo(version).isPositive();
        assertThatThrownBy(() -> suite.append(Suite.A, exactly(version + 1), "no"))
                .isInstanceOf(ConflictException.class);
    }

    private void refuses(Append append) {
        long head = suite.store.head();
        assertThatThrownBy(() -> suite.store.append(append)).isInstanceOf(InvalidInputException.class);
        assertThat(suite.store.head()).isEqualTo(head);
        assertThat(suite.readAll()).extracting(Suite::text).doesNotContain("no");
    }

    private void runsNobody() {
        assertThat(suite.store).isNotInstanceOf(TransactionalStore.class);
        refuses(Append.of(Suite.A, any(), Suite.event(Suite.A, "no"), (events, transaction) -> {
            throw new AssertionError("called");
        }));
    }

    private void readsEndWithTheWriter() throws Exception {
        suite.append(Suite.A, any(), Suite.event(Suite.A, "1", Suite.RED));
        var writer = new Held();
        var reading = new CountDownLatch(1);
        var outcomes = Race.run(3, racer -> {
            if (racer == 0) return writer.append(suite.store, Suite.B, "2");
            writer.inside.await();
            if (racer == 1) {
                reading.countDown();
                return (long) suite.read(Suite.query(Suite.tags(Suite.RED)), ReadRange.all())
                        .size();
            }
            reading.await();
            writer.goOn.countDown();
            return 0L;
        });
        assertThat(outcomes.lost()).isEmpty();
        assertThat(outcomes.won().get(1)).isGreaterThanOrEqualTo(1);
    }

    private void readsAreLiveAndGuarded() {
        suite.append(Suite.A, any(), Suite.event(Suite.A, "1"), Suite.event(Suite.A, "2"));
        var seen = new ArrayList<EventEnvelope>();
        Marker marker;
        try (EventStream stream = suite.store.read(Suite.A, ReadRange.all(), Happened.Type::new)) {
            Iterator<EventEnvelope> events = stream.iterator();
            seen.add(events.next());
            suite.append(Suite.A, any(), "late");
            events.forEachRemaining(seen::add);
            marker = Marker.from(stream.marker());
        }
        assertThat(List.of("1", "2", "late")).startsWith(Suite.texts(seen).toArray(String[]::new));
        var guarded = Append.of(marker.checks(), List.of(Suite.event(Suite.A, "next")), Participant.NONE);
        if (seen.size() == 3) suite.store.append(guarded);
        else assertThatThrownBy(() -> suite.store.append(guarded)).isInstanceOf(ConflictException.class);
    }

    private void disjointRacersMayConflict() throws Exception {
        Race.Outcomes<Integer> outcomes = ((BoundaryRaceSuite) suite).raceDisjoint();
        assertThat(outcomes.lost())
                .allSatisfy(lost -> assertThat(lost)
                        .isInstanceOfSatisfying(
                                ConflictException.class,
                                conflict -> assertThat(conflict.retryable()).isTrue()));
    }

    private void keepsNoViews() {
        if (suite.store instanceof CheckpointedStore checkpointed)
            assertThat(checkpointed.checkpoints()).isNotInstanceOf(ViewCheckpoints.class);
    }

    private void participantsSeeNoPositions() {
        var seen = new ArrayList<Long>();
        suite.store.append(Append.of(Suite.A, any(), Suite.event(Suite.A, "1"), (events, transaction) -> {
            for (EventEnvelope each : events) seen.add(each.position());
            return List.of();
        }));
        assertThat(seen).containsExactly(0L);
        assertThat(suite.readAll().get(0).position()).isPositive();
    }

    private void offersNoJoinedTransaction() {
        assertThat(Arrays.stream(suite.store.getClass().getMethods()).map(Method::getReturnType))
                .noneMatch(JoinedTransaction.class::isAssignableFrom);
        assertThatThrownBy(() -> suite.fixture.join(suite.store)).isInstanceOf(UnsupportedOperationException.class);
    }

    private void startsEmptyAgain() throws Exception {
        works();
        suite.store.close();
        suite.store = suite.open();
        assertThat(suite.store.head()).isZero();
        assertThat(suite.readAll()).isEmpty();
    }

    private void sharesNothing() throws Exception {
        works();
        EventStore second;
        try {
            second = suite.open();
        } catch (Exception refused) {
            assertThat(refused.getMessage()).as("says why").isNotBlank();
            return;
        }
        assertThat(Suite.readAll(second)).isEmpty();
        Suite.append(second, Suite.A, ExpectedVersion.noStream(), "apart");
        assertThat(suite.readAll()).extracting(Suite::text).doesNotContain("apart");
    }
}
