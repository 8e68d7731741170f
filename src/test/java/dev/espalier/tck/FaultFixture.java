package dev.espalier.tck;

import dev.espalier.store.EventStore;
import dev.espalier.store.TransactionalStore;
import dev.espalier.store.memory.InMemoryEventStore;
import java.util.EnumSet;
import java.util.Set;

/** Instances on shared memory, all of them with the same fault. */
final class FaultFixture implements StoreFixture {
    private final TransactionalStore good =
            InMemoryEventStore.builder().strict().build();
    private final Fault fault;

    FaultFixture(Fault fault) {
        this.fault = fault;
    }

    @Override
    public EventStore open() {
        return fault.open.apply(fault == Fault.INSTANCES_APART ? fresh() : good);
    }

    @Override
    public EventStore openBeside() {
        return fault.open.apply(fault == Fault.TENANTS_TOGETHER ? good : fresh());
    }

    private static TransactionalStore fresh() {
        return InMemoryEventStore.builder().strict().build();
    }

    @Override
    public Set<Capability> absent() {
        var absent = EnumSet.of(Capability.PROCESSES);
        absent.addAll(fault.absent);
        return absent;
    }

    @Override
    public ApplicationTransaction join(EventStore store) {
        return fault.join.apply((TransactionalStore) store);
    }

    @Override
    public void close() {}
}
