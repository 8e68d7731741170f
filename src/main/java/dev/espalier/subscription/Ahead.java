package dev.espalier.subscription;

import dev.espalier.infrastructure.EventEnvelope;
import dev.espalier.store.Checkpoint;
import dev.espalier.store.RecordedEvent;
import dev.espalier.subscription.Partition.Page;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The next page of one that is behind, read and decoded on the user's executor while the one before is handled. No thread waits
 * for it: who comes before it is there is called again when it is. It counts only where the page before ends; what went wrong with
 * it is found anew by reading it there. Used by one thread at a time, but for its end.
 */
final class Ahead {
    private record Wanted(Checkpoint after, int most) {}

    private final Executor executor;
    private final Runnable arrived;
    private Optional<Wanted> wanted = Optional.empty();
    private volatile @Nullable FutureTask<Page> task;
    private volatile boolean awaited;
    private volatile boolean over;

    /** Tells when a page has arrived, or will not, for which somebody has come before it was there. */
    Ahead(Executor executor, Runnable arrived) {
        this.executor = executor;
        this.arrived = arrived;
    }

    /** Unless one is at work already, for whomever. */
    void begin(Checkpoint after, int most, Supplier<Page> read) {
        FutureTask<Page> before = task;
        if (before != null && !before.isDone()) return;
        wanted = Optional.of(new Wanted(after, most));
        awaited = false;
        var next = new FutureTask<Page>(() -> read(read)) {
            @Override
            protected void done() {
                if (awaited) arrived.run();
            }
        };
        task = next;
        executor.execute(next);
    }

    /** Personal data is not kept decoded. */
    private Page read(Supplier<Page> read) {
        if (over) throw new CancellationException();
        Page page = read.get();
        for (EventEnvelope each : page.events())
            if (each instanceof RecordedEvent event && event.eventType().keepsObject()) event.events();
        return page;
    }

    /** Whether the page that begins there is being read, and will be told of. */
    boolean isComing(Checkpoint after, int most) {
        FutureTask<Page> now = task;
        if (now == null || !isWanted(after, most)) return false;
        awaited = true; // before the look: who is done after that tells
        return !now.isDone();
    }

    private boolean isWanted(Checkpoint after, int most) {
        return wanted.equals(Optional.of(new Wanted(after, most)));
    }

    /** The page that begins there, if it was read and is full, so that it does not matter where the store ended. */
    Optional<Page> take(Checkpoint after, int most) {
        FutureTask<Page> now = task;
        boolean wanted = isWanted(after, most);
        drop();
        if (now == null || !now.isDone() || !wanted) return Optional.empty();
        return result(now).filter(page -> page.last().isPresent());
    }

    private static Optional<Page> result(FutureTask<Page> task) {
        try {
            return Optional.of(task.get());
        } catch (ExecutionException seenAgain) {
            return Optional.empty();
        } catch (InterruptedException e) {
            throw new IllegalStateException("it is done", e);
        }
    }

    void drop() {
        wanted = Optional.empty();
        FutureTask<Page> now = task;
        if (now != null && now.isDone()) task = null;
    }

    /** What has not begun does not begin any more. */
    void end() {
        over = true;
    }

    /** Whether nothing is being read any more, in time. */
    boolean hasEnded(long nanos) {
        FutureTask<Page> now = task;
        if (now == null) return true;
        now.run(); // where the executor has not
        try {
            now.get(nanos, TimeUnit.NANOSECONDS);
        } catch (TimeoutException late) {
            return false;
        } catch (ExecutionException itsOwn) {
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
        return true;
    }
}
