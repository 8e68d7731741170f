package dev.espalier.story;

import dev.espalier.infrastructure.Aggregate;
import dev.espalier.infrastructure.Event;

/** A stream whose events carry a number each. */
final class Counting {
    sealed interface CountEvent extends Event {
        String counter();
    }

    record Counted(String counter, int number) implements CountEvent {}

    static final Aggregate<String, Integer, CountEvent> AGGREGATE = Aggregate.of(
                    "counter", CountEvent.class, CountEvent::counter, 0)
            .on(Counted.class, (before, event) -> event.number());

    private Counting() {}
}
