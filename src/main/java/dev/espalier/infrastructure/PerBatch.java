package dev.espalier.infrastructure;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.function.Supplier;

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
        B known = gathered.get(transaction);
        if (known != null) return known;
        B fresh = empty.get();
        gathered.put(transaction, fresh);
        transaction.onRollback(() -> gathered.remove(transaction));
        return fresh;
    }

    void write(Transaction transaction) throws Exception {
        B all = gathered.remove(transaction);
        if (all != null) writer.write(all, transaction);
    }
}
