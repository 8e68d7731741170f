package dev.espalier.infrastructure;

import java.nio.charset.StandardCharsets;
import java.util.UUID;

/** On which a reactor does something: the same one each time that it is given the same event. */
public final class Occasion {
    private final String reactor;
    private final EventEnvelope envelope;
    private final int part;
    private final CommandService commands;

    Occasion(String reactor, EventEnvelope envelope, int part, CommandService commands) {
        this.reactor = reactor;
        this.envelope = envelope;
        this.part = part;
        this.commands = commands;
    }

    /**
     * The event, with what the store knows of it.
     *
     * @return its envelope
     */
    public EventEnvelope envelope() {
        return envelope;
    }

    /**
     * By which the other side tells a repetition.
     *
     * @return the same for this reactor and this event, for ever, and no other
     */
    public UUID key() {
        return key("");
    }

    private UUID key(String step) {
        String text = reactor + '\n' + envelope.id() + '\n' + part + '\n' + step;
        return UUID.nameUUIDFromBytes(text.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Sends a command because of the event. Its id is the {@link #key()}, so that it happens once however often it is sent; the
     * event is its cause, it belongs to the conversation of the event, and carries the entries on, such as actor and tenant.
     *
     * @param command the only one on this occasion
     * @return what it did, now or the first time
     */
    public Receipt send(Command command) {
        return send("", command);
    }

    /**
     * The same for one of several commands, each of which has an id of its own.
     *
     * @param step what tells it from the others, always the same for the same one
     * @param command of this step
     * @return what it did, now or the first time
     */
    public Receipt send(String step, Command command) {
        return commands.send(
                command,
                envelope.metadata()
                        .withCommandId(key(step))
                        .withCorrelationId(envelope.metadata().correlationId().orElse(envelope.id()))
                        .withCausationId(envelope.id()));
    }
}
