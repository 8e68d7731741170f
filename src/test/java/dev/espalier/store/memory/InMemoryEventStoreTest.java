package dev.espalier.store.memory;

import dev.espalier.store.TransactionalStore;
import dev.espalier.store.contract.AppendContract;
import dev.espalier.store.contract.BoundaryContract;
import dev.espalier.store.contract.ConcurrencyContract;
import dev.espalier.store.contract.ParticipantContract;
import dev.espalier.store.contract.ReadContract;
import org.junit.jupiter.api.Nested;

/** The in-memory store under the contract of every store. */
class InMemoryEventStoreTest {
    @Nested
    class Appending extends AppendContract {
        @Override
        protected TransactionalStore newStore() {
            return new InMemoryEventStore();
        }
    }

    @Nested
    class Reading extends ReadContract {
        @Override
        protected TransactionalStore newStore() {
            return new InMemoryEventStore();
        }
    }

    @Nested
    class Boundaries extends BoundaryContract {
        @Override
        protected TransactionalStore newStore() {
            return new InMemoryEventStore();
        }
    }

    @Nested
    class Racing extends ConcurrencyContract {
        @Override
        protected TransactionalStore newStore() {
            return new InMemoryEventStore();
        }
    }

    @Nested
    class Participants extends ParticipantContract {
        @Override
        protected TransactionalStore newStore() {
            return new InMemoryEventStore();
        }
    }

    @Nested
    class AppendingStrictly extends AppendContract {
        @Override
        protected TransactionalStore newStore() {
            return InMemoryEventStore.builder().strict().build();
        }
    }

    @Nested
    class ReadingStrictly extends ReadContract {
        @Override
        protected TransactionalStore newStore() {
            return InMemoryEventStore.builder().strict().build();
        }
    }
}
