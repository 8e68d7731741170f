package dev.espalier.command;

import org.jspecify.annotations.Nullable;

/**
 * What one command has loaded so far: when it is decided again, only what is new is read. Kept states may count as they are, but
 * for one decision only. To be used by one thread.
 */
final class Loads {
    private record Load(
            Object description,
            Object of,
            StateCache.Entry entry,
            @Nullable Load before) {}

    /** Is shown a load. */
    @FunctionalInterface
    interface Visitor {
        void visit(Object description, Object of, StateCache.Entry entry);
    }

    private @Nullable Load last;
    private boolean trusting;
    private boolean trusted;

    /** Whether kept states count as they are, without a look at their streams. */
    Loads(boolean trusting) {
        this.trusting = trusting;
    }

    boolean trusting() {
        return trusting;
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

    StateCache.@Nullable Entry get(Object description, Object of) {
        for (Load load = last; load != null; load = load.before())
            if (load.description() == description && load.of().equals(of)) return load.entry();
        return null;
    }

    /** How a description folds a stream or a query; the newest counts. */
    void put(Object description, Object of, StateCache.Entry entry) {
        last = new Load(description, of, entry, last);
    }

    /** Those that count. */
    void forEach(Visitor visitor) {
        for (Load load = last; load != null; load = load.before())
            if (get(load.description(), load.of()) == load.entry())
                visitor.visit(load.description(), load.of(), load.entry());
    }
}
