package dev.espalier.tck;

import dev.espalier.infrastructure.ConflictException;
import dev.espalier.infrastructure.DuplicateEventException;
import dev.espalier.infrastructure.EventStream;
import dev.espalier.infrastructure.ExpectedVersion;
import dev.espalier.infrastructure.InvalidInputException;
import dev.espalier.infrastructure.ReadRange;
import dev.espalier.infrastructure.Receipt;
import dev.espalier.infrastructure.StoreClosedException;
import dev.espalier.infrastructure.StreamId;
import dev.espalier.store.Append;
import dev.espalier.store.EventData;
import dev.espalier.store.EventType;
import dev.espalier.store.Participant;
import dev.espalier.store.StoredReceipt;
import dev.espalier.store.TransactionalStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.function.UnaryOperator;

/** Stores that accept, refuse or keep the wrong thing, without any race. */
final class BrokenAppends {
    private BrokenAppends() {}

    static List<EventData> events(Append append) {
        var events = new ArrayList<EventData>();
        for (int i = 0; i < append.size(); i++) events.add(append.get(i));
        return events;
    }

    /** Stores other events than it was given. */
    static class Storing extends Instance {
        private final UnaryOperator<EventData> change;

        Storing(TransactionalStore good, UnaryOperator<EventData> change) {
            super(good);
            this.change = change;
        }

        @Override
        public Receipt append(Append append) {
            refuseWhenClosed();
            var changed = events(append).stream().map(change).toList();
            return good.append(Append.of(append.checks(), changed, append.participant()));
        }
    }

    static EventData withId(EventData event, UUID id) {
        return withStream(event, id, event.stream());
    }

    static EventData withStream(EventData event, UUID id, StreamId stream) {
        return EventData.of(
                id,
                stream,
                event.type(),
                event.tags(),
                event.metadata(),
                event.origin(),
                event.occurredAt(),
                event.events().get(0));
    }

    static Storing forgettingIds(TransactionalStore good) {
        return new Storing(good, event -> withId(event, UUID.randomUUID()));
    }

    /** Stores keys as a database does that compares without regard to case; reads find them so. */
    static final class FoldingKeys extends Storing {
        FoldingKeys(TransactionalStore good) {
            super(good, event -> withStream(event, event.id(), folded(event.stream())));
        }

        private static StreamId folded(StreamId stream) {
            return new StreamId(stream.category(), stream.key().toLowerCase(Locale.ROOT));
        }

        @Override
        public EventStream read(StreamId stream, ReadRange range, EventType.Lookup types) {
            return super.read(folded(stream), range, types);
        }
    }

    /** Answers with another failure than the contract says. */
    static final class Failing extends Instance {
        private final UnaryOperator<RuntimeException> told;

        Failing(TransactionalStore good, UnaryOperator<RuntimeException> told) {
            super(good);
            this.told = told;
        }

        @Override
        public Receipt append(Append append) {
            try {
                return super.append(append);
            } catch (RuntimeException failure) {
                throw told.apply(failure);
            }
        }
    }

    static Failing vague(TransactionalStore good) {
        return new Failing(
                good,
                failure -> failure instanceof ConflictException conflict
                        ? new ConflictException(new StreamId("some", "stream"), conflict.condition(), 0)
                        : failure);
    }

    static Failing conflictingWhenClosed(TransactionalStore good) {
        return new Failing(
                good,
                failure -> failure instanceof StoreClosedException
                        ? new ConflictException(Suite.A, ExpectedVersion.exactly(9), 0)
                        : failure);
    }

    /** Loses the rest of an append that was refused, as without a transaction. */
    static final class KeepingRefused extends Instance {
        KeepingRefused(TransactionalStore good) {
            super(good);
        }

        @Override
        public Receipt append(Append append) {
            try {
                return super.append(append);
            } catch (ConflictException conflict) {
                if (append.size() > 1) good.append(Append.of(List.of(), List.of(append.get(0)), Participant.NONE));
                throw conflict;
            }
        }
    }

    /** Does nothing, in silence, for an append without events. */
    static final class IgnoringEmpty extends Instance {
        IgnoringEmpty(TransactionalStore good) {
            super(good);
        }

        @Override
        public Receipt append(Append append) {
            return append.size() == 0 ? StoredReceipt.nothing(0) : super.append(append);
        }
    }

    /** Cuts an append that is too large into pieces. */
    static final class WithoutLimits extends Instance {
        WithoutLimits(TransactionalStore good) {
            super(good);
        }

        @Override
        public Receipt append(Append append) {
            try {
                return super.append(append);
            } catch (InvalidInputException tooLarge) {
                return good.append(Append.of(append.checks(), List.of(append.get(0)), Participant.NONE));
            }
        }
    }

    /** Stores what is new of an append that was stored in part, or in another order. */
    static final class StoringTheRest extends Instance {
        StoringTheRest(TransactionalStore good) {
            super(good);
        }

        @Override
        public Receipt append(Append append) {
            try {
                return super.append(append);
            } catch (DuplicateEventException duplicate) {
                var fresh = events(append).stream()
                        .filter(event ->
                                good.find(event.id(), Happened.Type::new).isEmpty())
                        .distinct()
                        .toList();
                if (fresh.stream().map(EventData::id).distinct().count() < fresh.size()) throw duplicate;
                return good.append(Append.of(List.of(), fresh, append.participant()));
            }
        }
    }

    /** Tests the condition first and looks for a replay afterwards. */
    static final class TestingReplays extends Instance {
        TestingReplays(TransactionalStore good) {
            super(good);
        }

        @Override
        public Receipt append(Append append) {
            refuseWhenClosed();
            good.append(Append.of(append.checks(), List.of(), Participant.NONE));
            return super.append(append);
        }
    }

    /** Keeps the bytes of a payload as seven-bit text. */
    static Storing manglingPayloads(TransactionalStore good) {
        return new Storing(good, event -> {
            byte[] bytes = event.bytes().clone();
            for (int i = 0; i < bytes.length; i++) bytes[i] &= 0x7f;
            return EventData.stored(
                    event.id(),
                    event.stream(),
                    event.type(),
                    event.tags(),
                    event.metadata(),
                    event.origin(),
                    event.occurredAt(),
                    bytes);
        });
    }
}
