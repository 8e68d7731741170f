package dev.espalier.infrastructure;

/** How an event came to be stored. */
public enum Origin {
    /** By a command, as it happened. */
    LIVE,
    /** From a row that existed before the events did. Live snapshot update services skip it: its row is already there. */
    IMPORTED,
    /** Worked out later from other evidence. */
    RECONSTRUCTED,
    /** From a write that bypassed the commands and was accepted afterwards. */
    ABSORBED
}
