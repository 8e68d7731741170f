package dev.espalier.store.jdbc;

import dev.espalier.infrastructure.Receipt;
import dev.espalier.store.Append;
import dev.espalier.store.UnitOfWork;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/** Appends in a thread of its own. */
final class Caller {
    private final CompletableFuture<Receipt> receipt = new CompletableFuture<>();
    private final Thread thread;

    Caller(JdbcEventStore store, Append append) {
        this(() -> store.append(append));
    }

    /** That has so much time. */
    Caller(JdbcEventStore store, Append append, Duration atMost) {
        this(() -> {
            try (UnitOfWork work = store.begin(atMost)) {
                Receipt receipt = work.append(append);
                work.commit();
                return receipt;
            }
        });
    }

    private Caller(Supplier<Receipt> asks) {
        thread = new Thread(() -> {
            try {
                receipt.complete(asks.get());
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
        return new Caller(store, append).queued();
    }

    /** Once it is in the queue, or over. */
    Caller queued() {
        while (!isQueued() && thread.isAlive()) Thread.onSpinWait();
        return this;
    }

    private boolean isQueued() {
        Object blocker = LockSupport.getBlocker(thread);
        return blocker instanceof Combiner || blocker instanceof Turns;
    }
}
