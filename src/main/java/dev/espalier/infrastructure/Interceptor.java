package dev.espalier.infrastructure;

/**
 * Stands around the handling of every command: for authorization, timing, tracing, or metadata that every command carries.
 * The one that was registered first is outermost. It returns what {@link Next#proceed} returned, or throws, and then nothing
 * is stored by this command. It is called once for a command, however often that is decided. Safe for use by several threads.
 */
@FunctionalInterface
public interface Interceptor {
    /**
     * Lets a command through, or refuses it by an exception of its own.
     *
     * @param command that was sent
     * @param metadata that it was sent with
     * @param next everything that follows
     * @return what {@code next} returned
     */
    Receipt around(Command command, Metadata metadata, Next next);

    /** The interceptors after this one, and the handling of the command. */
    @FunctionalInterface
    interface Next {
        /**
         * Goes on.
         *
         * @param metadata as it was given, or with more in it
         * @return what happened; everything is durable then, outside a transaction of the caller's own
         */
        Receipt proceed(Metadata metadata);
    }
}
