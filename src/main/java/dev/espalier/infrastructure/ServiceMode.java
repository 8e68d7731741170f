package dev.espalier.infrastructure;

/** When a snapshot update service writes the rows of an event. */
public enum ServiceMode {
    /** In the transaction that stores the event: queries see both or neither. */
    INLINE,
    /** Some time after it, as a subscription: appends neither wait for it nor fail with it. */
    ASYNCHRONOUS
}
