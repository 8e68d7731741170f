package dev.espalier.command;

import org.jspecify.annotations.Nullable;

/**
 * What one command has loaded so far: when it is decided again, only what is new is read. Kept states may count as they are, but
 * for one decision only. To be used by one thread.
 */
final class Loads {
    /** Is shown a load. */
    @FunctionalInterface
    interface Visitor {
        void visit(Object description, Object of, StateCache.Entry entry);
    }

    /** The last one; nothing where there is none. */
    private @Nullable Object description;

    private @Nullable Object of;
    private StateCache.@Nullable Entry entry;
    /** Those before it. */
    private @Nullable Loads before;

    private boolean trusting;
    private boolean trusted;

    /** Whether kept states count as they are, without a look at their streams. */
    Loads(boolean trusting) {
        this.trusting = trusting;
    }

    boolean trusting() {
        return trusting;
    }

    /** Whether a state counts that was not checked. */
    boolean isTrusted() {
        return trusted;
    }

    /** A kept state counts as it is. */
    void trusted(Object description, Object of, StateCache.Entry entry) {
        trusted = true;
        put(description, of, entry);
    }

    /** From now on streams are asked; whether a state counted meanwhile that was not checked. */
    boolean distrust() {
        boolean before = trusted;
        trusting = false;
        trusted = false;
        return before;
    }

    StateCache.@Nullable Entry get(Object described, Object asked) {
        for (Loads load = this; load != null; load = load.before)
            if (load.description == described && asked.equals(load.of)) return load.entry;
        return null;
    }

    /** How a description folds a stream or a query; the newest counts. */
    void put(Object described, Object folded, StateCache.Entry as) {
        if (entry != null) {
            var earlier = new Loads(false);
            earlier.description = description;
            earlier.of = of;
            earlier.entry = entry;
            earlier.before = before;
            before = earlier;
        }
        description = described;
        of = folded;
        entry = as;
    }

    /** Those that count. */
    void forEach(Visitor visitor) {
        for (Loads load = this; load != null; load = load.before)
            if (load.description != null
                    && load.of != null
                    && load.entry != null
                    && get(load.description, load.of) == load.entry)
                visitor.visit(load.description, load.of, load.entry);
    }
}
