package dev.espalier.tck;

import dev.espalier.infrastructure.EventEnvelope;
import dev.espalier.infrastructure.StreamId;
import dev.espalier.store.StoreIdentity;
import dev.espalier.store.StreamChange;
import dev.espalier.store.TransactionalStore;

/** Stores that do not do to streams what operators say, or lose more than they should. */
final class BrokenAdministration {
    private BrokenAdministration() {}

    /** Does one change instead of another. */
    static Instance mistaking(TransactionalStore good, StreamChange said, StreamChange done) {
        return new Instance(good) {
            @Override
            public void administer(StreamId stream, StreamChange change) {
                super.administer(stream, change == said ? done : change);
            }
        };
    }

    /** Hides deleted events altogether, so that versions and positions have holes. */
    static Instance hidingTombstones(TransactionalStore good) {
        return new Instance(good) {
            @Override
            boolean visible(EventEnvelope event) {
                return !streamState(event.stream()).deleted();
            }
        };
    }

    /** Does not say that the history is another one. */
    static Instance withoutEpochs(TransactionalStore good) {
        return new Instance(good) {
            @Override
            public StoreIdentity identity() {
                return new StoreIdentity(super.identity().id(), 1);
            }
        };
    }
}
