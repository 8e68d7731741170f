package dev.espalier.tck;

import dev.espalier.store.EventStore;
import dev.espalier.store.TransactionalStore;
import dev.espalier.store.memory.InMemoryEventStore;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;

/** Instances on shared memory, all of them with the same fault. */
final class FaultFixture implements StoreFixture {
    private final TransactionalStore good = fresh(InMemoryEventStore.builder().allowDeletion());
    private final Fault fault;

    FaultFixture(Fault fault) {
        this.fault = fault;
    }

    @Override
    public EventStore open() {
        return fault.open.apply(fault == Fault.INSTANCES_APART ? fresh(InMemoryEventStore.builder()) : good);
    }

    @Override
    public EventStore openBeside() {
        return fault.open.apply(fault == Fault.TENANTS_TOGETHER ? good : fresh(InMemoryEventStore.builder()));
    }

    private static TransactionalStore fresh(InMemoryEventStore.Builder builder) {
        return builder.strict().build();
    }

    @Override
    public Set<Capability> absent() {
        var absent = EnumSet.of(Capability.PROCESSES);
        if (fault != Fault.CHANGES_ACCEPTED) absent.add(Capability.IMMUTABLE_EVENTS);
        absent.addAll(fault.absent);
        return absent;
    }

    @Override
    public ApplicationTransaction join(EventStore store) {
        return fault.join.apply((TransactionalStore) store);
    }

    @Override
    public Optional<MortalFixture> mortal() {
        return Optional.of(new MortalMemory(fault));
    }

    /** Nothing is behind the back of a store in memory. */
    @Override
    public List<Callable<?>> changes(UUID event) {
        return fault == Fault.CHANGES_ACCEPTED ? List.of(() -> event) : List.of();
    }

    @Override
    public void close() {}
}
