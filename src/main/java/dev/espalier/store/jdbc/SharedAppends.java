package dev.espalier.store.jdbc;

import dev.espalier.infrastructure.EspalierException;
import dev.espalier.infrastructure.Receipt;
import dev.espalier.store.Append;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.UUID;

/** Appends without services: those that wait for one another share a transaction, and so its flush to the disk. */
final class SharedAppends {
    /** What became of an append of several. */
    sealed interface Answer {
        /** For each of so many. */
        static List<Answer> alone(int appends) {
            return Collections.nCopies(appends, new Alone());
        }
    }

    /** It is committed, or was before. */
    record Stored(Receipt receipt) implements Answer {
        /** Whether it is new, so that its fate depends on the commit. */
        boolean isNew() {
            return !receipt.replayed();
        }

        List<UUID> ids() {
            return Appended.ids(receipt);
        }
    }

    /** Nothing of it was stored; the others are not concerned. */
    record Refused(EspalierException refusal) implements Answer {}

    /** Nothing of it was stored, and it meets by itself what was in the way. */
    record Alone() implements Answer {}

    /** One append in a transaction of its own. */
    @FunctionalInterface
    interface Single {
        Receipt append(Append append);
    }

    /** A transaction that takes so long may never end, as its connection may be dead. */
    static final Duration STUCK = Duration.ofMillis(50);

    private final Combiner<Append, Answer> combiner;
    private final Single single;

    SharedAppends(int lanes, Duration patience, Combiner.Lane<Append, Answer> transaction, Single single) {
        this.combiner = new Combiner<>(lanes, patience, STUCK, transaction);
        this.single = single;
    }

    Receipt append(Append append) {
        Answer answer = combiner.submit(append);
        if (answer instanceof Stored stored) return stored.receipt();
        if (answer instanceof Refused refused) throw here(refused.refusal());
        return single.append(append);
    }

    /** It was made by whoever did the work; its stack trace is to lead to whoever asked. */
    private static EspalierException here(EspalierException refusal) {
        refusal.fillInStackTrace();
        return refusal;
    }
}
