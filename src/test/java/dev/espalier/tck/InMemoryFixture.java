package dev.espalier.tck;

import dev.espalier.store.EventStore;
import dev.espalier.store.memory.InMemoryEventStore;
import java.util.EnumSet;
import java.util.Set;

/** Each store is its own data, so it ends with its instance. */
public record InMemoryFixture(boolean strict) implements StoreFixture {
    @Override
    public EventStore open() {
        return strict ? InMemoryEventStore.builder().strict().build() : new InMemoryEventStore();
    }

    @Override
    public EventStore openBeside() {
        return open();
    }

    @Override
    public Set<Capability> absent() {
        return EnumSet.of(Capability.JOINED_TRANSACTIONS, Capability.RESTART, Capability.SHARING, Capability.PROCESSES);
    }

    @Override
    public void close() {}
}
