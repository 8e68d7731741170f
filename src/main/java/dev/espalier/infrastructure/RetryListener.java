package dev.espalier.infrastructure;

/**
 * Hears that a command is decided again, such as to count it. Called in the thread of the sender, outside any transaction;
 * what it throws is logged and changes nothing. Safe for use by several threads.
 */
@FunctionalInterface
public interface RetryListener {
    /**
     * Somebody was faster, and another try follows.
     *
     * @param command that is decided again
     * @param conflict that the last try met
     * @param tries so far, 1 or more
     */
    void again(Command command, ConflictException conflict, int tries);
}
