package dev.espalier.tck;

import static dev.espalier.infrastructure.ExpectedVersion.any;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.espalier.infrastructure.Event;
import dev.espalier.infrastructure.EventEnvelope;
import dev.espalier.infrastructure.Metadata;
import dev.espalier.infrastructure.Origin;
import dev.espalier.infrastructure.ReadRange;
import dev.espalier.infrastructure.Tag;
import dev.espalier.infrastructure.UnreadableEventException;
import dev.espalier.store.Append;
import dev.espalier.store.EventData;
import dev.espalier.store.EventType;
import dev.espalier.store.Participant;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What the content of an event may be, and who may touch it. */
abstract class PayloadSuite extends Suite {
    @Test
    @Line("21")
    void payloads_of_every_shape_round_trip() {
        String everyByte = IntStream.range(0, 256).mapToObj(Character::toString).collect(Collectors.joining());
        var texts = new ArrayList<>(
                List.of("x".repeat(1 << 20), "\u00e9\ud83c\udf31", "", "{}", "null", everyByte, "\u0000", " \n"));
        append(A, any(), texts.toArray(String[]::new));

        assertThat(texts(read(A))).isEqualTo(texts);
        byte[] bytes = new byte[256];
        for (int i = 0; i < bytes.length; i++) bytes[i] = (byte) i;
        append(B, any(), raw(bytes));
        EventEnvelope stored = list(store.read(B, ReadRange.all(), Raw::new)).get(0);
        assertThat(((Bytes) stored.event()).value()).isEqualTo(bytes);
    }

    /** Not even text. */
    record Bytes(byte[] value) implements Event {}

    record Raw(String name, int schemaVersion) implements EventType {
        @Override
        public byte[] encode(UUID id, Event event) {
            return ((Bytes) event).value().clone();
        }

        @Override
        public List<Event> decode(UUID id, byte[] payload) {
            return List.of(new Bytes(payload.clone()));
        }
    }

    private static EventData raw(byte[] bytes) {
        return EventData.of(
                UUID.randomUUID(),
                B,
                new Raw("Raw", 1),
                Set.of(),
                Metadata.none(),
                Origin.LIVE,
                OCCURRED,
                new Bytes(bytes));
    }

    @Test
    @Line("25")
    void the_caller_cannot_change_what_is_stored() {
        var tags = new HashSet<>(Set.of(Tag.of("a", 1)));
        byte[] content = "kept".getBytes(StandardCharsets.UTF_8);
        var data = EventData.of(
                UUID.randomUUID(),
                B,
                new Raw("T", 1),
                tags,
                Metadata.none(),
                Origin.LIVE,
                OCCURRED,
                new Bytes(content));
        var events = new ArrayList<>(List.of(data));
        store.append(Append.of(B, any(), events, Participant.NONE));

        tags.add(Tag.of("b", 2));
        events.clear();
        content[0] = 'x';

        EventEnvelope stored = list(store.read(B, ReadRange.all(), Raw::new)).get(0);
        assertThat(stored.tags()).containsExactly(Tag.of("a", 1));
        if (store.keepsBytes())
            assertThat(((Bytes) stored.event()).value()).isEqualTo("kept".getBytes(StandardCharsets.UTF_8));
        else
            assertThat(stored.event())
                    .as("the object itself is kept")
                    .isSameAs(data.events().get(0));
    }

    @Test
    @Line(Contract.INTERFACES)
    void a_payload_that_does_not_fit_its_type_harms_only_who_asks_for_it() {
        append(A, any(), "1");
        try (var stream = store.read(A, ReadRange.all(), Unknown::new)) {
            EventEnvelope stored = stream.iterator().next();
            assertThat(stored.type()).isEqualTo("Happened");
            assertThatThrownBy(stored::event)
                    .isInstanceOf(UnreadableEventException.class)
                    .hasMessageContaining("no such type")
                    .hasMessageContaining(A.toString());
        }
    }

    /** What a stored name becomes that nobody has registered. */
    private record Unknown(String name, int schemaVersion) implements EventType {
        @Override
        public byte[] encode(UUID id, Event event) {
            throw new IllegalStateException("never asked");
        }

        @Override
        public List<Event> decode(UUID id, byte[] payload) {
            throw new IllegalStateException("no such type");
        }
    }
}
