package dev.espalier.store.jdbc;

import dev.espalier.infrastructure.ExpectedVersion;
import dev.espalier.infrastructure.StreamId;
import dev.espalier.store.Append;
import dev.espalier.store.Participant;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;

/**
 * A store of which one lane gets no connection, so that the other one does the work of all who queue, batch after batch, in
 * the order in which they are asked.
 */
final class OneLane implements AutoCloseable {
    private final List<CountDownLatch> lanes = List.of(new CountDownLatch(1), new CountDownLatch(1));
    private final AtomicInteger asked = new AtomicInteger();
    private final List<PostgresCrowd.Caller> leaders = new ArrayList<>();
    private final List<PostgresCrowd.Caller> callers = new ArrayList<>();
    private final JdbcEventStore store;
    private volatile boolean held;

    OneLane(DataSource source, String prefix) {
        store = JdbcEventStore.builder(holding(source)).prefix(prefix).build();
        held = true;
        for (int lane = 1; lane <= lanes.size(); lane++) {
            var stream = new StreamId("lane", "" + lane);
            leaders.add(new PostgresCrowd.Caller(
                    store, Append.of(stream, ExpectedVersion.any(), Noted.in(stream, "lane"), Participant.NONE)));
            while (asked.get() < lane) Thread.onSpinWait();
        }
    }

    private DataSource holding(DataSource source) {
        return (DataSource) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {DataSource.class}, (proxy, method, arguments) -> {
                    int number = held ? asked.getAndIncrement() : lanes.size();
                    if (number < lanes.size()) lanes.get(number).await();
                    try {
                        return method.invoke(source, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    /** One more caller, in the queue. */
    PostgresCrowd.Caller ask(Append append) {
        var caller = PostgresCrowd.queue(store, append);
        callers.add(caller);
        return caller;
    }

    /** Lets one lane work until nobody waits, and then the other. */
    @Override
    public void close() {
        lanes.get(0).countDown();
        for (PostgresCrowd.Caller caller : callers) caller.outcome();
        lanes.get(1).countDown();
        for (PostgresCrowd.Caller leader : leaders) leader.outcome();
        store.close();
    }
}
