package com.example.relay;

import dev.espalier.infrastructure.Event;
import dev.espalier.infrastructure.EventEnvelope;
import dev.espalier.infrastructure.Reactor;
import java.util.function.Function;

/**
 * Hands events over to a broker: each at least once, in the order of positions, so also in order per key. There is no outbox
 * table: the store of the events is the outbox, committed with what it tells of, and how far it was relayed is the reactor's
 * checkpoint. That moves once the broker has answered; what fails before is handed over again.
 */
public final class Relay extends Reactor {
    private final Broker broker;

    public Relay(Broker broker) {
        super("relay");
        this.broker = broker;
    }

    /** This event is told to others, in words that are theirs. */
    public <E extends Event> Relay tell(Class<E> type, String name, Function<E, String> body) {
        on(type, (event, occasion) -> broker.publish(message(occasion.envelope(), name, body.apply(event))));
        return this;
    }

    private static Message message(EventEnvelope event, String name, String body) {
        return new Message(event.id(), event.stream().toString(), event.version(), name, body);
    }
}
