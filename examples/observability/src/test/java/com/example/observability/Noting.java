package com.example.observability;

import dev.espalier.Espalier;
import dev.espalier.infrastructure.Aggregate;
import dev.espalier.infrastructure.Command;
import dev.espalier.infrastructure.Event;
import dev.espalier.infrastructure.Interceptor;
import dev.espalier.infrastructure.Projector;
import dev.espalier.store.memory.InMemoryEventStore;
import dev.espalier.subscription.Subscription;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/** The smallest system that can be looked at: notes, of which none may be empty, and somebody who follows them. */
final class Noting {
    record Note(String id, String text) implements Command {}

    record Noted(String id, String text) implements Event {}

    static final class Refused extends RuntimeException {
        private static final long serialVersionUID = 1;

        Refused() {
            super("there is nothing in it");
        }
    }

    /** Can be told to fail. */
    static final class Followed extends Projector {
        Followed(AtomicBoolean failing) {
            super("followed");
            on(Noted.class, (event, transaction) -> {
                if (failing.get()) throw new IllegalStateException("no");
            });
        }
    }

    private Noting() {}

    static Espalier open(Interceptor interceptor, AtomicBoolean failing) {
        var notes = Aggregate.of("note", Noted.class, Noted::id, 0).on(Noted.class, (count, event) -> count + 1);
        return Espalier.on(new InMemoryEventStore())
                .intercept(interceptor)
                .handle(Note.class, Note::id, notes, (command, count) -> {
                    if (command.text().isEmpty()) throw new Refused();
                    return List.of(new Noted(command.id(), command.text()));
                })
                .subscribe(Subscription.of(new Followed(failing)))
                .open();
    }
}
