package dev.espalier.infrastructure;

/**
 * Which part of a stream (by version) or of the store (by position) a read returns, and in which order.
 *
 * @param after exclusive lower bound, 0 or more
 * @param upTo inclusive upper bound, 0 or more
 * @param limit how many events at most, 0 or more
 * @param backwards true to return the newest first; the bounds stay what they are
 */
public record ReadRange(long after, long upTo, long limit, boolean backwards) {
    private static final ReadRange ALL = new ReadRange(0, Long.MAX_VALUE, Long.MAX_VALUE, false);

    /** Checks the numbers. */
    public ReadRange {
        check("after", after);
        check("upTo", upTo);
        check("limit", limit);
    }

    private static void check(String field, long value) {
        if (value < 0) throw new InvalidInputException(field, value, "must not be negative");
    }

    /**
     * Everything, oldest first.
     *
     * @return the range
     */
    public static ReadRange all() {
        return ALL;
    }

    /**
     * What comes after a version or position, oldest first.
     *
     * @param after exclusive
     * @return the range
     */
    public static ReadRange from(long after) {
        return new ReadRange(after, Long.MAX_VALUE, Long.MAX_VALUE, false);
    }

    /**
     * The same range, ending here.
     *
     * @param last inclusive
     * @return the range
     */
    public ReadRange until(long last) {
        return new ReadRange(after, last, limit, backwards);
    }

    /**
     * The same range, cut short.
     *
     * @param events how many at most
     * @return the range
     */
    public ReadRange first(long events) {
        return new ReadRange(after, upTo, events, backwards);
    }

    /**
     * The same range, newest first.
     *
     * @return the range
     */
    public ReadRange reversed() {
        return new ReadRange(after, upTo, limit, !backwards);
    }
}
