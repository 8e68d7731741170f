package dev.espalier.infrastructure;

/**
 * A command with where it comes from.
 *
 * @param command with a registered handler
 * @param metadata kept with every event; a command id in it makes the command one that may be repeated
 */
public record CommandEnvelope(Command command, Metadata metadata) {
    /**
     * Of which nothing more is known.
     *
     * @param command with a registered handler
     * @return with empty metadata
     */
    public static CommandEnvelope of(Command command) {
        return new CommandEnvelope(command, Metadata.none());
    }
}
