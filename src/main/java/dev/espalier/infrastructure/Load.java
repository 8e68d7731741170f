package dev.espalier.infrastructure;

/** What a decision loads, and when. */
public enum Load {
    /** All events, always: no kept state and no aggregate snapshot is asked. */
    FRESH,
    /**
     * What is new behind a kept state or an aggregate snapshot, in the transaction of the append; a kept state is checked
     * against its stream. The default.
     */
    CACHED,
    /**
     * The same before the transaction of the append, so that no lock is held while a handler decides that is slow by design.
     * Who was faster meanwhile makes a conflict.
     */
    UNLOCKED,
    /**
     * A kept state as it is, without a look at its stream. What is decided on an old one is never stored: the append is refused
     * then, and decided again on what is there, as are a refusal and that nothing happens. Where no state is kept, as {@link
     * #UNLOCKED}.
     */
    ALLOW_STALE
}
