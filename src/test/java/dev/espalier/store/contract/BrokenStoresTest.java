package dev.espalier.store.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.espalier.infrastructure.EventEnvelope;
import dev.espalier.infrastructure.EventStream;
import dev.espalier.infrastructure.ExpectedVersion;
import dev.espalier.infrastructure.ReadRange;
import dev.espalier.infrastructure.Receipt;
import dev.espalier.infrastructure.StreamId;
import dev.espalier.infrastructure.Transaction;
import dev.espalier.store.Append;
import dev.espalier.store.EventData;
import dev.espalier.store.EventType;
import dev.espalier.store.Limits;
import dev.espalier.store.Marker;
import dev.espalier.store.Participant;
import dev.espalier.store.StoredQuery;
import dev.espalier.store.TransactionalStore;
import dev.espalier.store.UnitOfWork;
import dev.espalier.store.memory.InMemoryEventStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;

/** The suites of the contract fail where they must: each against a store that is broken on purpose. */
class BrokenStoresTest {
    /** A good store whose appends go through a fault. */
    private record Broken(TransactionalStore good, BiFunction<TransactionalStore, Append, Receipt> fault)
            implements TransactionalStore {
        @Override
        public Receipt append(Append append) {
            return fault.apply(good, append);
        }

        @Override
        public UnitOfWork begin() {
            return good.begin();
        }

        @Override
        public long snapshotVersion(String service, StreamId stream) {
            return good.snapshotVersion(service, stream);
        }

        @Override
        public Limits limits() {
            return good.limits();
        }

        @Override
        public boolean keepsBytes() {
            return good.keepsBytes();
        }

        @Override
        public EventStream read(StreamId stream, ReadRange range, EventType.Lookup types) {
            return good.read(stream, range, types);
        }

        @Override
        public EventStream read(StoredQuery query, ReadRange range, EventType.Lookup types) {
            return good.read(query, range, types);
        }

        @Override
        public Optional<EventEnvelope> find(UUID id, EventType.Lookup types) {
            return good.find(id, types);
        }

        @Override
        public long head() {
            return good.head();
        }

        @Override
        public void close() {
            good.close();
        }
    }

    private static TransactionalStore broken(BiFunction<TransactionalStore, Append, Receipt> fault) {
        return new Broken(new InMemoryEventStore(), fault);
    }

    private static List<EventData> events(Append append) {
        var events = new ArrayList<EventData>();
        for (int i = 0; i < append.size(); i++) events.add(append.get(i));
        return events;
    }

    /** Tests the conditions first and writes later, without them. */
    private static TransactionalStore testingTooEarly() {
        return broken((good, append) -> {
            good.append(Append.of(append.checks(), List.of(), Participant.NONE));
            Thread.yield();
            return good.append(Append.of(List.of(), events(append), append.participant()));
        });
    }

    /** Knows streams but no boundaries. */
    private static TransactionalStore withoutBoundaries() {
        return broken((good, append) -> good.append(Append.of(
                append.checks().stream()
                        .filter(Marker.StreamCheck.class::isInstance)
                        .toList(),
                events(append),
                append.participant())));
    }

    /** Calls the participant before anything is accepted. */
    private static TransactionalStore updatingTooEarly() {
        return broken((good, append) -> {
            append.participant().accepted(List.of(), NO_TRANSACTION);
            return good.append(append);
        });
    }

    /** Gives every event another id. */
    private static TransactionalStore forgettingIds() {
        return broken((good, append) -> good.append(Append.of(
                append.checks(),
                events(append).stream()
                        .map(event -> StoreContract.event(
                                UUID.randomUUID(), event.stream(), event.type().name(), StoreContract.text(event)))
                        .toList(),
                append.participant())));
    }

    /** Stores a batch event by event. */
    private static TransactionalStore tearingBatches() {
        return broken((good, append) -> {
            Receipt last = good.append(Append.of(append.checks(), List.of(), Participant.NONE));
            for (EventData event : events(append)) {
                last = good.append(Append.of(event.stream(), ExpectedVersion.any(), event, Participant.NONE));
                Thread.yield();
            }
            return last;
        });
    }

    private static final Transaction NO_TRANSACTION = new Transaction() {
        @Override
        public <T> T as(Class<T> handle) {
            throw new IllegalStateException();
        }

        @Override
        public void afterCommit(Runnable action) {}

        @Override
        public void onRollback(Runnable undo) {}
    };

    private interface Check<S> {
        void run(S suite) throws Exception;
    }

    private static <S extends StoreContract> void mustFail(S suite, Check<S> test) throws Exception {
        suite.openStore();
        Throwable failure = catchThrowable(() -> test.run(suite));
        suite.closeStore();
        assertThat(failure).as("the suite must notice").isNotNull();
    }

    private static <S extends StoreContract> void mustFailSoon(java.util.function.Supplier<S> suites, Check<S> race)
            throws Exception {
        for (int attempt = 0; attempt < 200; attempt++) {
            S suite = suites.get();
            suite.openStore();
            Throwable failure = catchThrowable(() -> race.run(suite));
            suite.closeStore();
            if (failure != null) return;
        }
        throw new AssertionError("the race never noticed");
    }

    private static final class Appending extends AppendContract {
        private final TransactionalStore store;

        Appending(TransactionalStore store) {
            this.store = store;
        }

        @Override
        protected TransactionalStore newStore() {
            return store;
        }
    }

    private static final class Boundaries extends BoundaryContract {
        private final TransactionalStore store;

        Boundaries(TransactionalStore store) {
            this.store = store;
        }

        @Override
        protected TransactionalStore newStore() {
            return store;
        }
    }

    private static final class Racing extends ConcurrencyContract {
        private final TransactionalStore store;

        Racing(TransactionalStore store) {
            this.store = store;
        }

        @Override
        protected TransactionalStore newStore() {
            return store;
        }
    }

    private static final class Participants extends ParticipantContract {
        private final TransactionalStore store;

        Participants(TransactionalStore store) {
            this.store = store;
        }

        @Override
        protected TransactionalStore newStore() {
            return store;
        }
    }

    @Test
    void conditions_that_are_tested_too_early_are_noticed_by_the_races() throws Exception {
        mustFailSoon(
                () -> new Racing(testingTooEarly()), Racing::l27_of_racers_with_one_expected_version_exactly_one_wins);
        mustFailSoon(() -> new Racing(testingTooEarly()), Racing::l28_of_racers_for_a_new_stream_exactly_one_wins);
        mustFailSoon(
                () -> new Boundaries(testingTooEarly()),
                Boundaries::l69_of_racers_on_one_boundary_in_different_streams_exactly_one_wins);
        mustFailSoon(
                () -> new Boundaries(testingTooEarly()),
                Boundaries::l71_unconditional_appends_never_slip_past_a_boundary);
    }

    @Test
    void a_missing_boundary_is_noticed() throws Exception {
        mustFail(new Boundaries(withoutBoundaries()), Boundaries::l60_l61_a_match_by_type_tag_both_or_all_fails);
        mustFail(new Boundaries(withoutBoundaries()), Boundaries::l63_l64_l65_after_counts);
    }

    @Test
    void a_participant_that_is_called_too_early_is_noticed() throws Exception {
        mustFail(
                new Participants(updatingTooEarly()),
                Participants::l79_a_participant_is_never_called_for_what_is_empty_repeated_or_refused);
        mustFail(new Boundaries(updatingTooEarly()), Boundaries::a_boundary_is_tested_before_a_participant_is_called);
    }

    @Test
    void forgotten_ids_are_noticed() throws Exception {
        mustFail(
                new Appending(forgettingIds()),
                Appending::l17_a_repeated_append_returns_its_first_receipt_although_its_condition_fails_now);
        mustFail(new Appending(forgettingIds()), Appending::l18_a_partial_repetition_is_refused);
        mustFail(new Appending(forgettingIds()), Appending::l16_one_id_twice_in_a_batch_is_refused);
    }

    @Test
    void torn_batches_are_noticed() throws Exception {
        mustFail(new Appending(tearingBatches()), Appending::l16_one_id_twice_in_a_batch_is_refused);
        mustFailSoon(
                () -> new Racing(tearingBatches()),
                Racing::l33_l36_a_reader_never_skips_what_is_committed_later_and_batches_do_not_interleave);
    }
}
