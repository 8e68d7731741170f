package dev.espalier.infrastructure;

import java.util.UUID;

/**
 * Another command was handled under the same id. Nothing was stored. An id belongs to one command, which is repeated
 * unchanged; whoever means something new gives a new id.
 */
public final class CommandIdTakenException extends EspalierException {
    private static final long serialVersionUID = 1;

    private final UUID id;

    /**
     * For store authors.
     *
     * @param id that belongs to another command
     */
    public CommandIdTakenException(UUID id) {
        super(
                "command id " + id
                        + " belongs to another command, which was handled before: repeat a command unchanged,"
                        + " or give a new one an id of its own",
                null);
        this.id = id;
    }

    /**
     * Which id.
     *
     * @return the id that is taken
     */
    public UUID id() {
        return id;
    }
}
