package dev.espalier.store.jdbc;

import dev.espalier.infrastructure.ExpectedVersion;
import dev.espalier.infrastructure.StreamId;
import dev.espalier.store.Append;
import dev.espalier.store.Participant;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import javax.sql.DataSource;

/**
 * A store of which one lane gets no connection, so that the other one does the work of all who queue, batch after batch, in
 * the order in which they are asked.
 */
final class OneLane implements AutoCloseable {
    private final List<CountDownLatch> lanes;
    private final AtomicInteger asked = new AtomicInteger();
    private final List<Caller> leaders = new ArrayList<>();
    private final List<Caller> callers = new ArrayList<>();
    private final JdbcEventStore store;
    private volatile boolean held;

    /** Of so many lanes. */
    OneLane(DataSource source, String prefix, int lanes, Duration lockWait) {
        this.lanes = Stream.generate(() -> new CountDownLatch(1)).limit(lanes).toList();
        store = JdbcEventStore.builder(holding(source))
                .prefix(prefix)
                .lockWait(lockWait)
                .build();
        held = true;
        for (int lane = 1; lane <= lanes; lane++) {
            var stream = new StreamId("lane", "" + lane);
            leaders.add(new Caller(
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
    Caller ask(Append append) {
        var caller = Caller.queue(store, append);
        callers.add(caller);
        return caller;
    }

    /** How many connections were taken. */
    int connections() {
        return asked.get();
    }

    /** Lets one lane work. */
    void begin() {
        lanes.get(0).countDown();
    }

    /** Lets one lane work until nobody waits, and then the others. */
    void release() {
        begin();
        for (Caller caller : callers) caller.outcome();
    }

    @Override
    public void close() {
        release();
        for (CountDownLatch lane : lanes) lane.countDown();
        for (Caller leader : leaders) leader.outcome();
        store.close();
    }
}
