package dev.espalier.story;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.espalier.Espalier;
import dev.espalier.infrastructure.ConflictException;
import dev.espalier.infrastructure.Event;
import dev.espalier.infrastructure.EventEnvelope;
import dev.espalier.infrastructure.ExpectedVersion;
import dev.espalier.infrastructure.Query;
import dev.espalier.infrastructure.ReadRange;
import dev.espalier.infrastructure.Receipt;
import dev.espalier.infrastructure.SnapshotUpdateService;
import dev.espalier.infrastructure.StreamId;
import dev.espalier.infrastructure.Tag;
import dev.espalier.infrastructure.Transaction;
import dev.espalier.infrastructure.UnreadableEventException;
import dev.espalier.serialization.EventCodec;
import dev.espalier.serialization.JacksonCodec;
import dev.espalier.serialization.Upcaster;
import dev.espalier.store.TransactionalStore;
import dev.espalier.story.Notes.Archived;
import dev.espalier.story.Notes.First;
import dev.espalier.story.Notes.Moved;
import dev.espalier.story.Notes.NoteTaken;
import dev.espalier.story.Notes.Paid;
import dev.espalier.story.Notes.Tagged;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What was stored by the first release, read by the one of today, wherever it is kept. */
class EvolvingEventsTest {
    private static final StreamId ONE = new StreamId("note", "1");
    private static final BigDecimal PAID = new BigDecimal("12.50");

    private static Receipt append(Espalier espalier, Event... events) {
        return espalier.eventStoreService().append(ONE, ExpectedVersion.any(), events);
    }

    private static TransactionalStore written(EachStore kind) {
        var store = kind.open();
        append(
                First.open(store),
                new First.Noted("1", "h\u00e9llo"),
                new First.Labelled("1", "blue"),
                new First.Moved("1", "Main Street, Springfield"),
                new First.Printed("1"),
                new First.Closed("1", PAID));
        return store;
    }

    private static Stream<EventEnvelope> read(Espalier espalier, Query query) {
        return StreamSupport.stream(espalier.eventStoreService().read(query).spliterator(), false);
    }

    @ParameterizedTest
    @EnumSource
    void every_old_form_reads_as_what_it_is_called_today(EachStore kind) {
        try (var espalier = Notes.open(written(kind))) {
            assertThat(read(espalier, Query.streams(ONE)).flatMap(each -> each.events().stream()))
                    .containsExactly(
                            new NoteTaken("1", "h\u00e9llo", 3),
                            new Tagged("1", "blue"),
                            new Moved("1", "Main Street", "Springfield"),
                            new Paid("1", PAID),
                            new Archived("1"));
        }
    }

    @ParameterizedTest
    @EnumSource
    void an_event_that_became_several_or_none_is_one_stored_event_still(EachStore kind) {
        try (var espalier = Notes.open(written(kind))) {
            List<EventEnvelope> stored = read(espalier, Query.all()).toList();

            assertThat(stored).extracting(EventEnvelope::version).containsExactly(1L, 2L, 3L, 4L, 5L);
            assertThat(stored).extracting(EventEnvelope::position).doesNotHaveDuplicates();
            assertThat(stored)
                    .extracting(EventEnvelope::type)
                    .containsExactly("Noted", "Labelled", "Moved", "Printed", "Closed");
            assertThat(stored).extracting(EventEnvelope::schemaVersion).containsOnly(1);
            assertThat(stored.get(3).events()).isEmpty();
            var several = espalier.eventStoreService().find(stored.get(4).id()).orElseThrow();
            assertThat(several.events()).containsExactly(new Paid("1", PAID), new Archived("1"));
            assertThatThrownBy(several::event)
                    .isInstanceOf(UnreadableEventException.class)
                    .hasMessageContaining("reads as 2 events: ask for events()");
            assertThatThrownBy(stored.get(3)::event)
                    .isInstanceOf(UnreadableEventException.class)
                    .hasMessageContaining("reads as 0 events");
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_command_folds_every_part_and_stands_at_the_stored_version(EachStore kind) {
        try (var espalier = Notes.open(written(kind))) {
            Receipt receipt = espalier.send(new Notes.Archive("1"));

            assertThat(receipt.version()).isEqualTo(6);
            try (var stream = espalier.eventStoreService().read(ONE)) {
                assertThat(stream.head()).isEqualTo(6);
                var events = new ArrayList<Event>();
                for (var each : stream) events.addAll(each.events());
                assertThat(Notes.NOTE.fold(events)).hasSize(6).endsWith(new Archived("1"), new Archived("1"));
            }
            try (var limited =
                    espalier.eventStoreService().read(ONE, ReadRange.all().first(4))) {
                assertThat(limited).hasSize(4);
                assertThat(limited.head()).isEqualTo(4);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_query_by_class_means_every_stored_name_that_becomes_it(EachStore kind) {
        try (var espalier = Notes.open(written(kind))) {
            append(espalier, new Paid("1", BigDecimal.ONE), new Tagged("1", "red"));

            assertThat(read(espalier, Query.types(Paid.class)))
                    .extracting(EventEnvelope::type)
                    .containsExactly("Closed", "Paid");
            assertThat(read(espalier, Query.types(Archived.class)))
                    .extracting(EventEnvelope::type)
                    .containsExactly("Closed");
            assertThat(read(espalier, Query.types(Tagged.class)))
                    .extracting(EventEnvelope::type)
                    .containsExactly("Labelled", "Tagged");
            assertThat(read(espalier, Query.types(NoteTaken.class)))
                    .extracting(EventEnvelope::type)
                    .containsExactly("Noted");
            assertThat(read(espalier, Query.types(Notes.NoteEvent.class)))
                    .as("what an upcaster drops belongs to nobody")
                    .hasSize(6);
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_boundary_is_guarded_against_what_an_older_release_appends(EachStore kind) {
        var store = written(kind);
        var older = First.open(store);
        try (var espalier = Notes.open(store)) {
            var events = espalier.eventStoreService();
            for (Event late : List.of(new First.Closed("1", PAID), new First.Noted("1", "late"))) {
                Class<? extends Event> type = late instanceof First.Closed ? Paid.class : NoteTaken.class;
                var marker = events.read(Query.types(type).withTags(Tag.of("note", "1")))
                        .marker();
                append(older, late);

                assertThatThrownBy(() -> events.append(ONE, marker, new Archived("1")))
                        .isInstanceOf(ConflictException.class);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_decision_model_folds_the_parts_that_it_knows(EachStore kind) {
        record Settle(String id) implements dev.espalier.infrastructure.Command {}
        var store = written(kind);
        var seen = new ArrayList<BigDecimal>();
        try (var espalier = Notes.configure(store)
                .decide(Settle.class, (command, states) -> {
                    seen.add(states.of(Notes.PAID, command.id()));
                    return List.of();
                })
                .open()) {
            espalier.send(new Settle("1"));
            assertThat(seen).containsExactly(PAID);
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_service_that_follows_is_given_each_part(EachStore kind) {
        var seen = new ArrayList<Event>();
        class Seen extends SnapshotUpdateService {
            Seen() {
                super("seen");
                on(Paid.class, this::see);
                on(Archived.class, this::see);
                ignore(NoteTaken.class, Tagged.class, Moved.class);
            }

            private int see(Event event, Transaction transaction) {
                seen.add(event);
                return 1;
            }
        }
        var service = new Seen();
        var unused = new Transaction() {
            @Override
            public <T> T as(Class<T> handle) {
                throw new IllegalStateException("nobody writes rows here");
            }

            @Override
            public void afterCommit(Runnable action) {}

            @Override
            public void onRollback(Runnable undo) {}
        };
        try (var espalier = Notes.open(written(kind))) {
            read(espalier, Query.all()).forEach(each -> service.update(each, unused));
            assertThat(seen).containsExactly(new Paid("1", PAID), new Archived("1"));
        }
    }

    @ParameterizedTest
    @EnumSource
    void what_is_passed_by_is_never_upcast_and_a_step_that_fails_says_which(EachStore kind) {
        var taken = new AtomicInteger();
        var store = written(kind);
        try (var espalier = Espalier.on(store)
                .aggregate(Notes.NOTE)
                .eventType(Moved.class, "Moved", 2)
                .reportUnknownTypes()
                .upcast(Upcaster.from("Noted", 1).to("NoteTaken", 1, json -> {
                    taken.incrementAndGet();
                    throw new IllegalStateException("no priority");
                }))
                .open()) {
            List<EventEnvelope> stored = read(espalier, Query.all()).toList();
            assertThat(taken).hasValue(0);

            var failure = catchThrowableOfType(
                    UnreadableEventException.class, () -> stored.get(0).events());

            assertThat(failure).hasMessageContaining("the upcaster from Noted in schema version 1 failed: no priority");
            assertThat(failure.stream()).isEqualTo(ONE);
            assertThat(failure.position()).isEqualTo(stored.get(0).position());
            assertThat(failure.type()).isEqualTo("Noted");
            assertThat(taken).hasValue(1);
        }
    }

    @ParameterizedTest
    @EnumSource
    void old_records_chain_and_need_no_json(EachStore kind) {
        record Moved2(String id, String street, String city) implements Event {}
        var plain = new JacksonCodec();
        var codec = new EventCodec() {
            @Override
            public byte[] encode(Event event) {
                return plain.encode(event);
            }

            @Override
            public <E extends Event> E decode(byte[] payload, Class<E> type) {
                return plain.decode(payload, type);
            }
        };
        try (var espalier = Espalier.on(written(kind))
                .aggregate(Notes.NOTE)
                .codec(codec)
                .reportUnknownTypes()
                .eventType(Moved.class, "Moved", 3)
                .upcast(Upcaster.from("Moved", 2)
                        .as(Moved2.class)
                        .to(Moved.class, old -> new Moved(old.id(), old.street(), old.city())))
                .upcast(Upcaster.from("Moved", 1)
                        .as(Notes.Moved1.class)
                        .to(Moved2.class, old -> new Moved2(old.id(), old.place(), "?")))
                .open()) {
            assertThat(read(espalier, Query.types(Moved.class)))
                    .singleElement()
                    .extracting(EventEnvelope::event)
                    .isEqualTo(new Moved("1", "Main Street, Springfield", "?"));
        }
    }
}
