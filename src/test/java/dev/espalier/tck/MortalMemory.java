package dev.espalier.tck;

import dev.espalier.infrastructure.EventEnvelope;
import dev.espalier.infrastructure.ExpectedVersion;
import dev.espalier.infrastructure.Receipt;
import dev.espalier.infrastructure.StoreUnavailableException;
import dev.espalier.store.AdministeredStore;
import dev.espalier.store.AggregateSnapshotStore;
import dev.espalier.store.Append;
import dev.espalier.store.CheckpointedStore;
import dev.espalier.store.CommandLog;
import dev.espalier.store.CommandStore;
import dev.espalier.store.EventData;
import dev.espalier.store.EventStore;
import dev.espalier.store.IdentifiedStore;
import dev.espalier.store.Micros;
import dev.espalier.store.Participant;
import dev.espalier.store.TransactionalStore;
import dev.espalier.store.UnitOfWork;
import dev.espalier.store.memory.InMemoryEventStore;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** A server of memory. Whoever asks it while it dies gets no answer; it is started again with the events that it had. */
final class MortalMemory implements MortalFixture {
    private final Fault fault;
    private final Set<UUID> notYetOnDisk = ConcurrentHashMap.newKeySet();
    private volatile TransactionalStore life = fresh();
    private volatile boolean up = true;

    MortalMemory(Fault fault) {
        this.fault = fault;
    }

    private static TransactionalStore fresh() {
        return InMemoryEventStore.builder().allowDeletion().strict().build();
    }

    @Override
    public EventStore open() {
        return fault.open.apply(proxy(
                TransactionalStore.class,
                (method, arguments) -> {
                    TransactionalStore asked = life;
                    Object result = answer(asked, asked, method, arguments);
                    if (!(result instanceof UnitOfWork work)) return result;
                    return proxy(
                            UnitOfWork.class, (inner, others) -> answer(asked, work, inner, others), CommandLog.class);
                },
                CommandStore.class,
                AggregateSnapshotStore.class,
                AdministeredStore.class,
                IdentifiedStore.class,
                CheckpointedStore.class));
    }

    private interface Answer {
        Object to(Method method, Object[] arguments) throws Throwable;
    }

    private static <T> T proxy(Class<T> type, Answer answer, Class<?>... more) {
        var types = new ArrayList<Class<?>>(List.of(more));
        types.add(type);
        return type.cast(Proxy.newProxyInstance(
                MortalMemory.class.getClassLoader(),
                types.toArray(Class<?>[]::new),
                (self, method, arguments) -> answer.to(method, arguments)));
    }

    /** What is done in a life that is over meanwhile is not answered. */
    private Object answer(TransactionalStore asked, Object target, Method method, Object[] arguments) throws Throwable {
        boolean ends = method.getName().equals("close");
        if (!ends) refuseUnlessAlive(asked);
        try {
            Object result = method.invoke(target, arguments);
            if (method.getName().equals("append")) stored((Receipt) result);
            if (!ends) refuseUnlessAlive(asked);
            return result;
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    private void stored(Receipt receipt) throws InterruptedException {
        if (fault != Fault.SHOWN_BEFORE_IT_WOULD_OUTLIVE_A_KILL) return;
        List<UUID> ids = receipt.events().stream().map(EventEnvelope::id).toList();
        notYetOnDisk.addAll(ids);
        TimeUnit.MILLISECONDS.sleep(1);
        if (up) notYetOnDisk.removeAll(ids);
    }

    private void refuseUnlessAlive(TransactionalStore asked) {
        if (!up || asked != life) throw new StoreUnavailableException("it has died", null);
    }

    @Override
    public EventStore openBeside() {
        throw new UnsupportedOperationException();
    }

    @Override
    public void kill() {
        up = false;
    }

    @Override
    public void start() {
        TransactionalStore next = fresh();
        List<EventEnvelope> events = Suite.readAll(life);
        int kept = fault == Fault.LAST_LOST_WHEN_KILLED ? events.size() - 1 : events.size();
        for (EventEnvelope each : events.subList(0, kept))
            if (!notYetOnDisk.contains(each.id()))
                next.append(Append.of(each.stream(), ExpectedVersion.any(), again(each), Participant.NONE));
        life = next;
        notYetOnDisk.clear();
        up = true;
    }

    private static EventData again(EventEnvelope event) {
        return EventData.of(
                event.id(),
                event.stream(),
                new Happened.Type(event.type(), event.schemaVersion()),
                event.tags(),
                event.metadata(),
                event.origin(),
                Micros.of(event.occurredAt()),
                event.event());
    }

    @Override
    public void close() {}
}
