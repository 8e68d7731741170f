package dev.espalier.infrastructure;

/**
 * How states of an aggregate are kept in the store, so that a long stream need not be read from its beginning. A kept state is
 * only ever a shortcut: one of another schema version, or of another history, or that does not load, is passed by, and the
 * events are read.
 *
 * @param <S> the state
 * @param aggregate whose states
 * @param codec how they are written
 * @param name under which they are kept, 1 to 64 code points
 * @param schemaVersion to be raised when the state, or what events do to it, changes; 1 or more
 * @param every a state is kept whenever its version passes a multiple of this, 1 or more
 */
public record AggregateSnapshots<S>(
        Aggregate<?, S, ?> aggregate, StateCodec<S> codec, String name, int schemaVersion, int every) {
    /** Checks name and numbers. */
    public AggregateSnapshots {
        Text.check("snapshot name", name, 64);
        if (schemaVersion < 1) throw new InvalidInputException("schema version", schemaVersion, "must be 1 or more");
        if (every < 1) throw new InvalidInputException("every", every, "must be 1 event or more");
    }

    /**
     * A state for each 100 events, called as the category, in schema version 1.
     *
     * @param <S> the state
     * @param aggregate whose states
     * @param codec how they are written
     * @return the rule
     */
    public static <S> AggregateSnapshots<S> of(Aggregate<?, S, ?> aggregate, StateCodec<S> codec) {
        return new AggregateSnapshots<>(aggregate, codec, aggregate.category(), 1, 100);
    }

    /**
     * The same, more or less often.
     *
     * @param events between two states
     * @return the rule
     */
    public AggregateSnapshots<S> every(int events) {
        return new AggregateSnapshots<>(aggregate, codec, name, schemaVersion, events);
    }

    /**
     * The same, in another schema version: states of others are passed by.
     *
     * @param version of the state and its functions
     * @return the rule
     */
    public AggregateSnapshots<S> schemaVersion(int version) {
        return new AggregateSnapshots<>(aggregate, codec, name, version, every);
    }

    /**
     * The same under another name, where two aggregates fold the same streams.
     *
     * @param other 1 to 64 code points
     * @return the rule
     */
    public AggregateSnapshots<S> named(String other) {
        return new AggregateSnapshots<>(aggregate, codec, other, schemaVersion, every);
    }
}
