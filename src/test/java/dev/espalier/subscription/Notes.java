package dev.espalier.subscription;

import dev.espalier.infrastructure.EventEnvelope;
import dev.espalier.infrastructure.Projector;
import dev.espalier.infrastructure.Transaction;
import dev.espalier.subscription.Noting.Noted;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Writes a row for each note; something may happen before. */
final class Notes extends Projector {
    /** What happens at a note. */
    @FunctionalInterface
    interface At {
        void note(String text) throws Exception;
    }

    /** The texts that it was given, whether or not they were committed. */
    final List<String> given = new CopyOnWriteArrayList<>();

    private final Ground ground;
    private volatile At before = text -> {};

    Notes(Ground ground) {
        this(ground, "notes");
    }

    Notes(Ground ground, String name) {
        super(name);
        this.ground = ground;
        on(Noted.class, this::write);
    }

    Notes at(At happens) {
        before = happens;
        return this;
    }

    private void write(Noted event, EventEnvelope envelope, Transaction transaction) throws Exception {
        given.add(event.text());
        ground.write(envelope, transaction);
        before.note(event.text());
    }
}
