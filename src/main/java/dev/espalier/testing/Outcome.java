package dev.espalier.testing;

import dev.espalier.infrastructure.Event;
import dev.espalier.infrastructure.EventEnvelope;
import dev.espalier.infrastructure.Receipt;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** What came of a command: events, or what was thrown. */
record Outcome(List<Event> events, Optional<RuntimeException> thrown) {
    static Outcome of(Supplier<Receipt> sent) {
        try {
            return new Outcome(
                    sent.get().events().stream().map(EventEnvelope::event).toList(), Optional.empty());
        } catch (RuntimeException e) {
            return new Outcome(List.of(), Optional.of(e));
        }
    }

    boolean like(Outcome other) {
        return events.equals(other.events) && thrownText().equals(other.thrownText());
    }

    private String thrownText() {
        return thrown.map(Object::toString).orElse("");
    }

    @Override
    public String toString() {
        return thrown.map(e -> "thrown " + e).orElseGet(() -> events.isEmpty() ? "nothing" : "events " + events);
    }
}
