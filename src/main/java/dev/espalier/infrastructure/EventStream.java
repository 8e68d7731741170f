package dev.espalier.infrastructure;

/**
 * The events of one read, in order, loaded as they are asked for. What is committed after the read began is not in it.
 * Abandoning it holds nothing back. To be used by one thread at a time; each iteration starts anew.
 */
public interface EventStream extends Iterable<EventEnvelope>, AutoCloseable {
    /**
     * What this read saw, for the append that rests on it.
     *
     * @return a condition that fails once anything else would be read
     */
    ConsistencyMarker marker();

    /**
     * Up to where this read saw everything.
     *
     * @return of a stream the version that it had; of a query the store's last position. Where a limit cut a forward read
     *     short: the version or position of the last event in it
     */
    long head();

    /** Ends the read. */
    @Override
    void close();
}
