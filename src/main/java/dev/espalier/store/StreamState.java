package dev.espalier.store;

/**
 * What an operator has made of a stream.
 *
 * @param archived whether reads by query leave it out
 * @param closed whether appends to it are refused
 * @param deleted whether its events are tombstones; such a stream is closed for ever
 */
public record StreamState(boolean archived, boolean closed, boolean deleted) {
    /** Of a stream to which nothing was done. */
    public static final StreamState OPEN = new StreamState(false, false, false);
}
