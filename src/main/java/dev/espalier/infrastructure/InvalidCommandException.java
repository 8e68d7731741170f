package dev.espalier.infrastructure;

import java.util.List;

/** A command says what cannot be right, whatever the state. Told with all that is wrong at once, before anything is read. */
public final class InvalidCommandException extends EspalierException {
    private static final long serialVersionUID = 1;

    private final transient Command command;
    private final transient List<String> problems;

    /**
     * For the library.
     *
     * @param command that was sent
     * @param problems all of them, as the validators put them
     */
    public InvalidCommandException(Command command, List<String> problems) {
        super(command.getClass().getSimpleName() + " is invalid: " + String.join("; ", problems), null);
        this.command = command;
        this.problems = List.copyOf(problems);
    }

    /**
     * What was sent.
     *
     * @return the command
     */
    public Command command() {
        return command;
    }

    /**
     * What is wrong with it.
     *
     * @return all problems, as the validators put them
     */
    public List<String> problems() {
        return problems;
    }
}
