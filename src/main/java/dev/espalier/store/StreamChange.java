package dev.espalier.store;

import dev.espalier.infrastructure.InvalidInputException;

/** What an operator can do to a stream. Doing it again changes nothing. */
public enum StreamChange {
    /**
     * Hides the stream: reads by query leave its events out, unless they ask for archived ones. A read of the stream itself,
     * a look-up by id, decisions and the conditions of appends see them as before, and appends continue its numbers.
     */
    ARCHIVE {
        @Override
        StreamState of(StreamState before) {
            return new StreamState(true, before.closed(), before.deleted());
        }
    },
    /** Takes the archiving back. */
    UNARCHIVE {
        @Override
        StreamState of(StreamState before) {
            return new StreamState(false, before.closed(), before.deleted());
        }
    },
    /** From its return on, the stream takes no events: {@link dev.espalier.infrastructure.StreamClosedException}. */
    CLOSE {
        @Override
        StreamState of(StreamState before) {
            return new StreamState(before.archived(), true, before.deleted());
        }
    },
    /** Takes the closing back; refused where the stream is deleted. */
    REOPEN {
        @Override
        StreamState of(StreamState before) {
            if (before.deleted())
                throw new InvalidInputException("stream change", this, "is too late: the stream was deleted");
            return new StreamState(before.archived(), false, false);
        }
    },
    /**
     * Closes the stream and makes each of its events a {@link Tombstone}, for ever: payload, type, metadata and tags go;
     * stream, version, position and id stay, so nothing is used twice, and an append that is repeated is still recognised. No
     * tag or type leads to them any more, for a condition either.
     */
    DELETE {
        @Override
        StreamState of(StreamState before) {
            return new StreamState(before.archived(), true, true);
        }
    };

    abstract StreamState of(StreamState before);

    /**
     * What becomes of a stream.
     *
     * @param before its state
     * @param version at which it stands
     * @return its state afterwards
     * @throws InvalidInputException when it has no event, or the change comes too late
     */
    public StreamState of(StreamState before, long version) {
        if (version == 0)
            throw new InvalidInputException(
                    "stream change", this, "is refused: the stream has no event; is it its name?");
        return of(before);
    }

    /**
     * For the beginning.
     *
     * @param deletion whether the store was built to allow it
     * @throws InvalidInputException when it was not, and this is {@link #DELETE}
     */
    public void refuseUnless(boolean deletion) {
        if (this == DELETE && !deletion)
            throw new InvalidInputException(
                    "stream change", this, "is refused by this store: build it with allowDeletion()");
    }
}
