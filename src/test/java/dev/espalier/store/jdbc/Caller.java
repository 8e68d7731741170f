package dev.espalier.store.jdbc;

import dev.espalier.infrastructure.Receipt;
import dev.espalier.store.Append;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;

/** Appends in a thread of its own. */
final class Caller {
    private final CompletableFuture<Receipt> receipt = new CompletableFuture<>();
    private final Thread thread;

    Caller(JdbcEventStore store, Append append) {
        thread = new Thread(() -> {
            try {
                receipt.complete(store.append(append));
            } catch (Throwable failure) {
                receipt.completeExceptionally(failure);
            }
        });
        thread.start();
    }

    Thread thread() {
        return thread;
    }

    Receipt receipt() throws InterruptedException, TimeoutException {
        try {
            return receipt.get(1, TimeUnit.MINUTES);
        } catch (ExecutionException e) {
            throw new AssertionError("refused", e.getCause());
        }
    }

    /** The receipt or the failure. */
    Object outcome() {
        return receipt.<Object>handle((stored, failure) -> failure == null ? stored : failure)
                .orTimeout(1, TimeUnit.MINUTES)
                .join();
    }

    Throwable failure() throws InterruptedException, TimeoutException {
        try {
            throw new AssertionError("stored " + receipt.get(1, TimeUnit.MINUTES));
        } catch (ExecutionException e) {
            return e.getCause();
        }
    }

    boolean isDone() {
        return receipt.isDone();
    }

    /** A caller of a store in which others are at work, once it is in their queue. */
    static Caller queue(JdbcEventStore store, Append append) {
        var caller = new Caller(store, append);
        while (!caller.isQueued() && caller.thread.isAlive()) Thread.onSpinWait();
        return caller;
    }

    private boolean isQueued() {
        Object blocker = LockSupport.getBlocker(thread);
        return blocker instanceof Combiner || blocker instanceof Turns;
    }
}
