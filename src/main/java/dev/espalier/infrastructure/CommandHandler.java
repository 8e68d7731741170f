package dev.espalier.infrastructure;

import java.util.List;

/**
 * Decides on a command: pure, from the command and the state to events. A refusal is an exception of the domain's own; it
 * reaches the sender as it is. A decision may be taken again when somebody else was faster, so it has no side effects and
 * asks no clock: what it needs stands in the command.
 *
 * @param <C> the command
 * @param <S> the state of its stream, or {@link States} for a decision over several
 */
@FunctionalInterface
public interface CommandHandler<C extends Command, S> {
    /**
     * Decides.
     *
     * @param command what is wanted
     * @param state what is
     * @return what happens, in order; empty when nothing does
     */
    List<? extends Event> handle(C command, S state);
}
