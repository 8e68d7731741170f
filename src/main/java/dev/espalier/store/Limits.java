package dev.espalier.store;

import dev.espalier.infrastructure.InvalidInputException;

/**
 * What a store takes in one append.
 *
 * @param events how many, 1,000 or more
 * @param payloadBytes how large one payload may be, 1 MiB or more
 */
public record Limits(int events, int payloadBytes) {
    /** 65,536 events of 16 MiB. */
    public static final Limits DEFAULT = new Limits(65_536, 16 << 20);

    /** Checks that the contract's minimum is offered. */
    public Limits {
        if (events < 1_000) throw new InvalidInputException("limit of events", events, "must be 1,000 or more");
        if (payloadBytes < 1 << 20)
            throw new InvalidInputException("limit of payload bytes", payloadBytes, "must be 1 MiB or more");
    }

    /**
     * Checks the number of events of an append.
     *
     * @param append what is to be stored
     * @throws InvalidInputException when it holds too many
     */
    public void check(Append append) {
        if (append.size() > events)
            throw new InvalidInputException(
                    "append of events", append.size(), "is too large: at most " + events + " at once");
    }

    /**
     * Checks the size of a payload.
     *
     * @param event whose encoded payload is to be stored
     * @throws InvalidInputException when it is too large
     */
    public void checkPayload(EventData event) {
        if (event.bytes().length > payloadBytes)
            throw new InvalidInputException(
                    "payload of " + event.type().name(),
                    event.bytes().length + " bytes",
                    "is too large: at most " + payloadBytes + " bytes; store a reference to large content instead");
    }
}
