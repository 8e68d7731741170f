package dev.espalier.tck;

import dev.espalier.infrastructure.CommandIdTakenException;
import dev.espalier.infrastructure.Receipt;
import dev.espalier.store.CommandKey;
import dev.espalier.store.EventType;
import dev.espalier.store.TransactionalStore;
import dev.espalier.store.UnitOfWork;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/** Stores that remember commands wrongly. */
final class BrokenCommands {
    private BrokenCommands() {}

    /** Remembers none. */
    static final class Forgetting extends Instance {
        Forgetting(TransactionalStore good) {
            super(good);
        }

        @Override
        public UnitOfWork begin() {
            return new Work(super.begin()) {
                @Override
                public void handled(CommandKey command, Receipt receipt) {}
            };
        }
    }

    /** Looks at the id alone. */
    static final class WithoutContent extends Instance {
        WithoutContent(TransactionalStore good) {
            super(good);
        }

        @Override
        public UnitOfWork begin() {
            return new Work(super.begin()) {
                @Override
                public Optional<Receipt> repeated(CommandKey command, EventType.Lookup types) {
                    return super.repeated(new CommandKey(command.id(), ""), types);
                }

                @Override
                public void handled(CommandKey command, Receipt receipt) {
                    super.handled(new CommandKey(command.id(), ""), receipt);
                }
            };
        }
    }

    /** Keeps what came of commands beside the transaction: without a lock, and whatever becomes of it. */
    static final class Beside extends Instance {
        private record Kept(CommandKey command, Receipt receipt) {}

        private final Map<UUID, Kept> kept = new ConcurrentHashMap<>();

        Beside(TransactionalStore good) {
            super(good);
        }

        @Override
        public UnitOfWork begin() {
            return new Work(super.begin()) {
                @Override
                public Optional<Receipt> repeated(CommandKey command, EventType.Lookup types) {
                    Kept known = kept.get(command.id());
                    if (known == null) return Optional.empty();
                    if (!known.command().equals(command)) throw new CommandIdTakenException(command.id());
                    return Optional.of(dev.espalier.store.StoredReceipt.repeated(
                            known.receipt().events(), known.receipt().version()));
                }

                @Override
                public void handled(CommandKey command, Receipt receipt) {
                    kept.put(command.id(), new Kept(command, receipt));
                }
            };
        }
    }

    /** Keeps them for ever. */
    static final class NeverForgetting extends Instance {
        NeverForgetting(TransactionalStore good) {
            super(good);
        }

        @Override
        public long forgetCommands(Instant before) {
            return 0;
        }
    }
}
