package dev.espalier.store;

import dev.espalier.infrastructure.InvalidInputException;
import dev.espalier.infrastructure.StreamId;
import dev.espalier.infrastructure.UnsuitableTransactionException;

/** Capability: what operators do to whole streams. */
public interface AdministeredStore {
    /**
     * Changes a stream, in a transaction of its own. It waits for the appends to the stream that are under way, and those
     * that come later find it done.
     *
     * @param stream with at least one event
     * @param change what to do
     * @throws InvalidInputException when the stream has no event, when it is too late for the change, or when it is {@link
     *     StreamChange#DELETE} and the store was built without the word that allows it
     * @throws UnsuitableTransactionException from inside a snapshot update service or another append
     */
    void administer(StreamId stream, StreamChange change);

    /**
     * What was done to a stream.
     *
     * @param stream any
     * @return its state, which is {@link StreamState#OPEN} for one that does not exist
     */
    StreamState streamState(StreamId stream);
}
