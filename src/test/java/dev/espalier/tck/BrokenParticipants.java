package dev.espalier.tck;

import dev.espalier.infrastructure.EventEnvelope;
import dev.espalier.infrastructure.Receipt;
import dev.espalier.infrastructure.StreamId;
import dev.espalier.infrastructure.Transaction;
import dev.espalier.infrastructure.UnsuitableTransactionException;
import dev.espalier.store.Append;
import dev.espalier.store.Hooks;
import dev.espalier.store.Participant;
import dev.espalier.store.RecordedEvent;
import dev.espalier.store.StoredReceipt;
import dev.espalier.store.TransactionalStore;
import dev.espalier.store.UnitOfWork;
import java.util.List;

/** Stores that call participants at the wrong time or with the wrong thing, and transactions that tell too early. */
final class BrokenParticipants {
    private BrokenParticipants() {}

    /** A transaction that belongs to nothing. */
    private record Loose(Hooks hooks) implements Transaction {
        @Override
        public <T> T as(Class<T> handle) {
            throw new UnsupportedOperationException("no handle here");
        }

        @Override
        public void afterCommit(Runnable action) {
            hooks.afterCommit(action);
        }

        @Override
        public void onRollback(Runnable undo) {
            hooks.onRollback(undo);
        }
    }

    private static Append without(Append append) {
        return Append.of(append.checks(), BrokenAppends.events(append), Participant.NONE);
    }

    /** Calls the participant before anything is accepted. */
    static final class TooEarly extends Instance {
        TooEarly(TransactionalStore good) {
            super(good);
        }

        @Override
        public Receipt append(Append append) {
            append.participant().accepted(List.of(), new Loose(new Hooks()));
            return super.append(append);
        }
    }

    /** Calls the participant once the events are stored. */
    static final class TooLate extends Instance {
        TooLate(TransactionalStore good) {
            super(good);
        }

        @Override
        public Receipt append(Append append) {
            Receipt receipt = super.append(without(append));
            if (append.size() > 0 && !receipt.replayed()) {
                var hooks = new Hooks();
                append.participant().accepted(receipt.events(), new Loose(hooks));
                hooks.committed();
            }
            return receipt;
        }
    }

    /** Does not roll rows back that were written for a refused append. */
    static final class KeepingRows extends Instance {
        KeepingRows(TransactionalStore good) {
            super(good);
        }

        @Override
        public Receipt append(Append append) {
            return super.append(Append.of(
                    append.checks(),
                    BrokenAppends.events(append),
                    (events, transaction) -> append.participant().accepted(events, new Loose(new Hooks()))));
        }
    }

    /** Shows participants their events without a version. */
    static final class ShowingNoVersions extends Instance {
        ShowingNoVersions(TransactionalStore good) {
            super(good);
        }

        @Override
        public Receipt append(Append append) {
            return super.append(Append.of(
                    append.checks(),
                    BrokenAppends.events(append),
                    (events, transaction) -> append.participant()
                            .accepted(
                                    events.stream()
                                            .<EventEnvelope>map(each -> new RecordedEvent(
                                                    ((RecordedEvent) each).data(), 0, each.position(), 0))
                                            .toList(),
                                    transaction)));
        }
    }

    /** Forgets how far the rows are. */
    static final class ForgettingVersions extends Instance {
        ForgettingVersions(TransactionalStore good) {
            super(good);
        }

        @Override
        public long snapshotVersion(String service, StreamId stream) {
            return 0;
        }
    }

    /** Drops an append from inside a participant, in silence. */
    static final class Dropping extends Instance {
        Dropping(TransactionalStore good) {
            super(good);
        }

        @Override
        public Receipt append(Append append) {
            try {
                return super.append(append);
            } catch (UnsuitableTransactionException nested) {
                return StoredReceipt.nothing(0);
            }
        }
    }

    /** Commits a unit of work that was closed without. */
    static final class CommittingAlways extends Instance {
        CommittingAlways(TransactionalStore good) {
            super(good);
        }

        @Override
        public UnitOfWork begin() {
            return new Work(super.begin()) {
                @Override
                public void close() {
                    commit();
                }
            };
        }
    }

    /** Wakes others when the appends are finished, before the application has committed. */
    static final class WakingTooEarly extends MemoryApplication {
        WakingTooEarly(TransactionalStore store) {
            super(store);
        }

        @Override
        public void complete() {
            super.complete();
            hooks.committed();
        }
    }

    /** Commits in a transaction that is not its own. */
    static final class CommittingForOthers extends MemoryApplication {
        CommittingForOthers(TransactionalStore store) {
            super(store);
        }

        @Override
        public void complete() {
            super.complete();
            super.commit();
        }

        @Override
        public void commit() {}
    }

    /** Changes a setting of the connection. */
    static final class LeavingSettings extends MemoryApplication {
        private boolean touched;

        LeavingSettings(TransactionalStore store) {
            super(store);
        }

        @Override
        public Receipt append(Append append) {
            touched = true;
            return super.append(append);
        }

        @Override
        public String settings() {
            return "touched " + touched;
        }
    }
}
