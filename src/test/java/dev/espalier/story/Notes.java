package dev.espalier.story;

import dev.espalier.Espalier;
import dev.espalier.infrastructure.Aggregate;
import dev.espalier.infrastructure.Command;
import dev.espalier.infrastructure.DecisionModel;
import dev.espalier.infrastructure.Event;
import dev.espalier.infrastructure.Tag;
import dev.espalier.serialization.Upcaster;
import dev.espalier.store.EventStore;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/** A domain in its first release, and as it is today: nothing of it is called or shaped as it was. */
final class Notes {
    private Notes() {}

    static final class First {
        sealed interface NoteEvent extends Event {
            String id();

            @Override
            default Set<Tag> tags() {
                return Set.of(Tag.of("note", id()));
            }
        }

        record Noted(String id, String text) implements NoteEvent {}

        record Labelled(String id, String label) implements NoteEvent {}

        record Moved(String id, String place) implements NoteEvent {}

        record Closed(String id, BigDecimal paid) implements NoteEvent {}

        record Printed(String id) implements NoteEvent {}

        static final Aggregate<String, Integer, NoteEvent> NOTE =
                Aggregate.of("note", NoteEvent.class, NoteEvent::id, 0).evolve((count, event) -> count + 1);

        private First() {}

        static Espalier open(EventStore store) {
            return Espalier.on(store).aggregate(NOTE).open();
        }
    }

    sealed interface NoteEvent extends Event {
        String id();

        @Override
        default Set<Tag> tags() {
            return Set.of(Tag.of("note", id()));
        }
    }

    record NoteTaken(String id, String text, int priority) implements NoteEvent {}

    record Tagged(String id, String label) implements NoteEvent {}

    record Moved(String id, String street, String city) implements NoteEvent {}

    record Paid(String id, BigDecimal amount) implements NoteEvent {}

    record Archived(String id) implements NoteEvent {}

    /** As it was stored in schema version 1. */
    record Moved1(String id, String place) implements Event {}

    /** All that has happened, in order. */
    static final Aggregate<String, List<NoteEvent>, NoteEvent> NOTE = Aggregate.of(
                    "note", NoteEvent.class, NoteEvent::id, List.<NoteEvent>of())
            .evolve((before, event) -> {
                var all = new ArrayList<>(before);
                all.add(event);
                return List.copyOf(all);
            });

    static final DecisionModel<String, BigDecimal> PAID = DecisionModel.<String, BigDecimal>of(
                    note -> Tag.of("note", note), BigDecimal.ZERO)
            .on(Paid.class, (sum, event) -> sum.add(event.amount()));

    record Archive(String id) implements Command {}

    /** The steps of the documentation. */
    static Espalier.Builder configure(EventStore store) {
        return Espalier.on(store)
                .handle(Archive.class, Archive::id, NOTE, (command, past) -> List.of(new Archived(command.id())))
                .eventType(Moved.class, "Moved", 2)
                .alias(Tagged.class, "Labelled")
                .upcast(Upcaster.from("Noted", 1).to(2, json -> json.put("priority", 3)))
                .upcast(Upcaster.from("Noted", 2).to("NoteTaken", 1, json -> json))
                .upcast(Upcaster.from("Moved", 1).as(Moved1.class).to(Moved.class, Notes::moved))
                .upcast(Upcaster.from("Closed", 1)
                        .split(
                                Upcaster.part("Paid", 1, json -> List.of(renamed(json, "paid", "amount"))),
                                Upcaster.part("Archived", 1, json -> List.of(json.without("paid")))))
                .upcast(Upcaster.from("Printed", 1).drop());
    }

    static Espalier open(EventStore store) {
        return configure(store).open();
    }

    private static ObjectNode renamed(ObjectNode json, String from, String to) {
        json.set(to, json.remove(from));
        return json;
    }

    private static Moved moved(Moved1 old) {
        String[] parts = old.place().split(", ");
        return new Moved(old.id(), parts[0], parts[1]);
    }
}
