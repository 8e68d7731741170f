package dev.espalier.infrastructure;

/** Which version a stream must have for an append to be accepted. */
public sealed interface ExpectedVersion extends AppendCondition {
    /**
     * No demand. Never a conflict, so never proof that nobody else has written meanwhile.
     *
     * @return the condition
     */
    static ExpectedVersion any() {
        return Rule.ANY;
    }

    /**
     * The stream must be new.
     *
     * @return the condition
     */
    static ExpectedVersion noStream() {
        return Rule.NO_STREAM;
    }

    /**
     * The stream must have at least one event.
     *
     * @return the condition
     */
    static ExpectedVersion streamExists() {
        return Rule.STREAM_EXISTS;
    }

    /**
     * The stream must stand exactly here.
     *
     * @param version the version of its last event; 0 is the same as {@link #noStream()}
     * @return the condition
     * @throws InvalidInputException below 0
     */
    static ExpectedVersion exactly(long version) {
        return version == 0 ? Rule.NO_STREAM : new Exactly(version);
    }

    /**
     * Whether the condition holds.
     *
     * @param actual the version of the stream; 0 when it does not exist
     * @return true when it does
     */
    boolean accepts(long actual);

    /** The conditions without a number. */
    enum Rule implements ExpectedVersion {
        /** See {@link ExpectedVersion#any()}. */
        ANY,
        /** See {@link ExpectedVersion#noStream()}. */
        NO_STREAM,
        /** See {@link ExpectedVersion#streamExists()}. */
        STREAM_EXISTS;

        @Override
        public boolean accepts(long actual) {
            return this == ANY || (this == NO_STREAM) == (actual == 0);
        }
    }

    /**
     * The condition with a number.
     *
     * @param version 1 or more
     */
    record Exactly(long version) implements ExpectedVersion {
        /** Checks the version. */
        public Exactly {
            if (version < 1) throw new InvalidInputException("expected version", version, "must not be below 0");
        }

        @Override
        public boolean accepts(long actual) {
            return actual == version;
        }

        @Override
        public String toString() {
            return "version " + version;
        }
    }
}
