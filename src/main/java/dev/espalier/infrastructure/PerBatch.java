package dev.espalier.infrastructure;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What a projector gathers from the events of a batch, to write it once at the end of it, as {@link Projector#perBatch} returns
 * it. Each batch begins with an empty one; what was gathered for a batch that is rolled back is forgotten.
 *
 * @param <B> what is gathered
 */
public final class PerBatch<B> {
    private final Supplier<? extends B> empty;
    private final Projector.Gathered<? super B> writer;
    private final Map<Transaction, B> gathered = Collections.synchronizedMap(new IdentityHashMap<>());
    /** Nearly always the one that is asked for. */
    private volatile @Nullable Batch<B> last;

    private record Batch<B>(Transaction transaction, B all) {}

    PerBatch(Supplier<? extends B> empty, Projector.Gathered<? super B> writer) {
        this.empty = empty;
        this.writer = writer;
    }

    /**
     * What was gathered so far.
     *
     * @param transaction of the batch, as the projection was given it
     * @return to be added to; valid until the batch is over
     */
    public B in(Transaction transaction) {
        Batch<B> recent = last;
        if (recent != null && recent.transaction == transaction) return recent.all;
        B all = gathered.computeIfAbsent(transaction, this::begin);
        last = new Batch<>(transaction, all);
        return all;
    }

    private B begin(Transaction transaction) {
        transaction.onRollback(() -> forget(transaction));
        return empty.get();
    }

    private @Nullable B forget(Transaction transaction) {
        Batch<B> recent = last;
        if (recent != null && recent.transaction == transaction) last = null;
        return gathered.remove(transaction);
    }

    void write(Transaction transaction) throws Exception {
        B all = forget(transaction);
        if (all != null) writer.write(all, transaction);
    }
}
