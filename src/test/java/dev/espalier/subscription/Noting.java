package dev.espalier.subscription;

import dev.espalier.Espalier;
import dev.espalier.infrastructure.Command;
import dev.espalier.infrastructure.Event;
import dev.espalier.infrastructure.ExpectedVersion;
import dev.espalier.infrastructure.Receipt;
import dev.espalier.infrastructure.StreamId;
import dev.espalier.infrastructure.Tag;
import dev.espalier.store.EventStore;
import java.util.Arrays;
import java.util.Set;

/** The smallest domain that can be followed: notes, and marks that nobody who follows notes wants. */
final class Noting {
    static final StreamId NOTES = new StreamId("note", "a");

    sealed interface Happened extends Event {
        String text();

        @Override
        default Set<Tag> tags() {
            return Set.of(Tag.of("first", text().substring(0, 1)));
        }
    }

    record Noted(String text) implements Happened {}

    record Marked(String text) implements Happened {}

    record Note(String text) implements Command {}

    private Noting() {}

    static Espalier.Builder on(EventStore store) {
        return Espalier.on(store).events(Happened.class);
    }

    static Receipt note(Espalier espalier, String... texts) {
        return append(espalier, NOTES, Arrays.stream(texts).map(Noted::new).toArray(Event[]::new));
    }

    static Receipt mark(Espalier espalier, String... texts) {
        return append(espalier, NOTES, Arrays.stream(texts).map(Marked::new).toArray(Event[]::new));
    }

    static Receipt append(Espalier espalier, StreamId stream, Event... events) {
        return espalier.eventStoreService().append(stream, ExpectedVersion.any(), events);
    }
}
