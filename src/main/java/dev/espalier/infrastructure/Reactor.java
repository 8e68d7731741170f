package dev.espalier.infrastructure;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * Does something in the world because of an event: sends a mail, calls another system, sends a command. It hears only what
 * commands decided ({@link Origin#LIVE}) after it was activated, never what is imported, replayed or rebuilt. Each event at
 * least once, one at a time, in the order of positions; after a crash the last one may come again, under the same {@link
 * Occasion#key()}.
 *
 * <pre>{@code
 * class Welcome extends Reactor {
 *     Welcome(Mails mails) {
 *         super("welcome-mail");
 *         on(CustomerRegistered.class, (event, occasion) -> mails.send(event.address(), occasion.key()));
 *     }
 * }
 * }</pre>
 *
 * Complete after its constructor; then called by one thread at a time.
 */
public abstract class Reactor {
    /**
     * Does what one event asks for.
     *
     * @param <E> the type of event
     */
    @FunctionalInterface
    public interface Reaction<E extends Event> {
        /**
         * Does it.
         *
         * @param event what happened
         * @param occasion under which key, and the way to send commands
         * @throws Exception anything; it is tried again
         */
        void react(E event, Occasion occasion) throws Exception;
    }

    private final String name;
    private final Map<Class<? extends Event>, Reaction<Event>> reactions = new HashMap<>();

    /**
     * A reactor under the name that its checkpoint and its keys are made with.
     *
     * @param name 1 to 64 code points, not blank; stays when the class is renamed
     */
    protected Reactor(String name) {
        Text.check("reactor name", name, 64);
        this.name = name;
    }

    /**
     * This event is reacted to.
     *
     * @param <E> the type of event
     * @param type its class
     * @param reaction what is done
     */
    @SuppressWarnings("unchecked") // found again only under the class that it was registered with
    protected final <E extends Event> void on(Class<E> type, Reaction<? super E> reaction) {
        if (reactions.put(type, (Reaction<Event>) reaction) != null)
            throw new InvalidInputException("event type", type.getName(), "is spoken about twice by reactor " + name);
    }

    /**
     * Under which name its checkpoint is kept.
     *
     * @return the name
     */
    public final String name() {
        return name;
    }

    /**
     * What it listens to; other events are never loaded for it.
     *
     * @return the types
     */
    public final Set<Class<? extends Event>> types() {
        return Set.copyOf(reactions.keySet());
    }

    /**
     * Reacts to one stored event; to one that is not live, or of another type, by nothing. For the library, and for tests of a
     * reactor.
     *
     * @param envelope the event
     * @param commands where commands are sent to
     * @throws ReactionException when it cannot be done
     */
    public final void react(EventEnvelope envelope, CommandService commands) {
        if (envelope.origin() != Origin.LIVE) return;
        int part = 0;
        for (Event event : envelope.events()) react(event, new Occasion(name, envelope, part++, commands));
    }

    private void react(Event event, Occasion occasion) {
        var reaction = reactions.get(event.getClass());
        if (reaction == null) return;
        try {
            reaction.react(event, occasion);
        } catch (Exception cause) {
            if (cause instanceof InterruptedException) Thread.currentThread().interrupt();
            throw new ReactionException(name, occasion.envelope(), cause);
        }
    }
}
