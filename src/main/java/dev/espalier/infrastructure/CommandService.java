package dev.espalier.infrastructure;

/** Takes commands. Safe for use by several threads. */
public interface CommandService {
    /**
     * Loads, decides, appends, updates the rows. Returns when all of it is durable, or throws and has left nothing.
     *
     * @param command with a registered handler
     * @return what happened
     * @throws InvalidInputException when the command has no handler, or the decision is not one that can be stored
     * @throws InvalidCommandException when a validator found something wrong with it
     * @throws ConflictException when others were faster, again and again, or the stream had to be new and is not
     * @throws SnapshotUpdateException when a row could not be updated
     * @throws StoreUnavailableException when the store did not answer
     */
    default Receipt send(Command command) {
        return send(command, Metadata.none());
    }

    /**
     * The same, with where the command comes from. Command id and correlation id are made up where they are missing.
     *
     * <p>A command id that is given makes the command one that may be repeated: whoever sends the same command under the same
     * id again, at the same moment, in another process or after a restart, gets the first receipt, marked as replayed, and
     * nothing happens a second time; also where the first decision was that nothing happens. A command that was refused or
     * failed is not remembered.
     *
     * @param command with a registered handler
     * @param metadata kept with every event
     * @return what happened
     * @throws CommandIdTakenException when another command was handled under the id
     * @throws InvalidInputException when an id is given and the store remembers no commands
     */
    Receipt send(Command command, Metadata metadata);
}
