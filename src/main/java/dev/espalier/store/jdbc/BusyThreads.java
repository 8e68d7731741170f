package dev.espalier.store.jdbc;

import dev.espalier.infrastructure.UnsuitableTransactionException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** One thread, one transaction: a second one would wait for the locks of the first. */
final class BusyThreads {
    private final Set<Thread> busy = ConcurrentHashMap.newKeySet();

    void refuse() {
        if (busy.contains(Thread.currentThread()))
            throw new UnsuitableTransactionException(
                    "this thread is in the middle of another append; finish that first", null);
    }

    /** The thread that has entered, for when it leaves. */
    Thread enter() {
        Thread thread = Thread.currentThread();
        busy.add(thread);
        return thread;
    }

    void leave(Thread thread) {
        busy.remove(thread);
    }
}
