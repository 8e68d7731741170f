package dev.espalier.tck;

import dev.espalier.store.EventStore;
import dev.espalier.store.memory.InMemoryEventStore;
import java.util.EnumSet;
import java.util.Set;

/** Each store is its own data, so it ends with its instance. */
public record InMemoryFixture(boolean strict) implements StoreFixture {
    @Override
    public EventStore open() {
        var builder = InMemoryEventStore.builder().allowDeletion();
        return strict ? builder.strict().build() : builder.build();
    }

    @Override
    public EventStore openBeside() {
        return strict ? InMemoryEventStore.builder().strict().build() : new InMemoryEventStore();
    }

    @Override
    public Set<Capability> absent() {
        return EnumSet.of(
                Capability.JOINED_TRANSACTIONS,
                Capability.RESTART,
                Capability.SHARING,
                Capability.PROCESSES,
                Capability.KILLS,
                Capability.IMMUTABLE_EVENTS);
    }

    @Override
    public void close() {}
}
