package dev.espalier.story;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.espalier.Espalier;
import dev.espalier.infrastructure.AggregateSnapshots;
import dev.espalier.infrastructure.ConfigurationException;
import dev.espalier.infrastructure.ConflictException;
import dev.espalier.infrastructure.Event;
import dev.espalier.infrastructure.ExpectedVersion;
import dev.espalier.infrastructure.InvalidInputException;
import dev.espalier.infrastructure.Metadata;
import dev.espalier.infrastructure.Origin;
import dev.espalier.infrastructure.Query;
import dev.espalier.infrastructure.ReadRange;
import dev.espalier.infrastructure.Receipt;
import dev.espalier.infrastructure.StoreUnavailableException;
import dev.espalier.infrastructure.StreamId;
import dev.espalier.infrastructure.UnreadableEventException;
import dev.espalier.keys.ForgottenSubjectException;
import dev.espalier.keys.InMemorySubjectKeys;
import dev.espalier.keys.LostKeyException;
import dev.espalier.keys.SubjectKey;
import dev.espalier.keys.SubjectKeys;
import dev.espalier.serialization.JsonState;
import dev.espalier.serialization.Upcaster;
import dev.espalier.store.Append;
import dev.espalier.store.EventData;
import dev.espalier.store.EventStore;
import dev.espalier.store.EventType;
import dev.espalier.store.Participant;
import dev.espalier.store.RecordedEvent;
import dev.espalier.store.TransactionalStore;
import dev.espalier.store.memory.InMemoryEventStore;
import dev.espalier.story.Customers.CustomerEvent;
import dev.espalier.story.Customers.Referred;
import dev.espalier.story.Customers.Registered;
import dev.espalier.testing.SettableClock;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A person is forgotten by deleting a key, wherever events are kept, and no event is rewritten. */
class PersonalDataTest {
    private static final StreamId ANN = new StreamId("customer", "c-1");
    private static final Registered REGISTERED = new Registered("c-1", "Ann Smith", Optional.of("ann@example.com"));
    private static final Registered FORGOTTEN = new Registered("c-1", "(forgotten)", Optional.of("(forgotten)"));
    private static final Duration BOUND = Duration.ofMinutes(1);

    private final SettableClock clock = new SettableClock(Instant.parse("2026-01-01T12:00:00Z"));
    private final SubjectKeys keys = new InMemorySubjectKeys(clock);

    private Espalier open(EventStore store) {
        return open(store, keys);
    }

    private Espalier open(EventStore store, SubjectKeys keys) {
        return Customers.configure(store, keys).clock(clock).open();
    }

    @Test
    void aggregate_snapshots_of_personal_data_are_refused_at_the_start() {
        var builder = Customers.configure(new InMemoryEventStore(), keys)
                .snapshots(AggregateSnapshots.of(Customers.CUSTOMER, new JsonState<>(String.class)));

        assertThatThrownBy(builder::open)
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("aggregate snapshots customer would keep personal data");
    }

    private static Receipt append(Espalier espalier, Event... events) {
        return espalier.eventStoreService().append(ANN, ExpectedVersion.any(), events);
    }

    private static List<Event> read(Espalier espalier) {
        var events = new ArrayList<Event>();
        try (var stream = espalier.eventStoreService().read(ANN)) {
            stream.forEach(each -> events.addAll(each.events()));
        }
        return events;
    }

    private record Raw(String name, int schemaVersion) implements EventType {
        @Override
        public byte[] encode(UUID id, Event event) {
            throw new IllegalStateException();
        }

        @Override
        public List<Event> decode(UUID id, byte[] payload) {
            throw new IllegalStateException();
        }
    }

    private static EventData stored(EventStore store, int index) {
        try (var stream = store.read(ANN, ReadRange.from(index).first(1), Raw::new)) {
            return ((RecordedEvent) stream.iterator().next()).data();
        }
    }

    @ParameterizedTest
    @EnumSource
    void what_is_kept_is_encrypted_and_reads_as_it_was(EachStore kind) {
        var store = kind.open();
        try (var espalier = open(store)) {
            append(espalier, REGISTERED);

            String payload = new String(stored(store, 0).bytes(), StandardCharsets.UTF_8);
            assertThat(payload).contains("c-1").doesNotContain("Ann", "Smith", "example.com");
            assertThat(read(espalier)).containsExactly(REGISTERED);
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_forgotten_subject_reads_as_placeholder_everywhere_at_once(EachStore kind) {
        try (var espalier = open(kind.open())) {
            Receipt receipt = append(espalier, REGISTERED, new Referred("c-1", "c-2", "Ann Smith", "Bob Jones"));
            assertThat(read(espalier)).hasSize(2).first().isEqualTo(REGISTERED);

            espalier.forget("c-1");

            assertThat(keys.forgottenAt("c-1")).contains(clock.instant());
            assertThat(read(espalier))
                    .as("the other person of the event stays")
                    .containsExactly(FORGOTTEN, new Referred("c-1", "c-2", "(forgotten)", "Bob Jones"));
            assertThat(espalier.eventStoreService()
                            .find(receipt.events().get(0).id())
                            .orElseThrow()
                            .event())
                    .isEqualTo(FORGOTTEN);
            try (var found = espalier.eventStoreService().read(Query.types(Registered.class))) {
                assertThat(found)
                        .singleElement()
                        .extracting(each -> each.event())
                        .isEqualTo(FORGOTTEN);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_decision_sees_the_placeholder_and_no_kept_state_does_better(EachStore kind) {
        try (var espalier =
                Customers.configure(kind.open(), keys).stateCache(10).open()) {
            append(espalier, REGISTERED);
            espalier.send(new Customers.Greet("c-1"));
            espalier.forget("c-1");
            espalier.send(new Customers.Greet("c-1"));
            assertThat(read(espalier))
                    .filteredOn(Customers.Greeted.class::isInstance)
                    .extracting(each -> ((Customers.Greeted) each).length())
                    .containsExactly("Ann Smith".length(), "(forgotten)".length());
        }
    }

    @ParameterizedTest
    @EnumSource
    void keys_that_are_lost_are_no_forgotten_person(EachStore kind) {
        var store = kind.open();
        append(open(store), REGISTERED);

        var lost = catchThrowableOfType(
                UnreadableEventException.class, () -> read(open(store, new InMemorySubjectKeys(clock))));
        assertThat(lost).hasCauseInstanceOf(LostKeyException.class).hasMessageContaining("nothing has been erased");
        assertThat(lost.stream()).isEqualTo(ANN);

        assertThatThrownBy(() -> read(open(store, new Unreachable()))).isInstanceOf(StoreUnavailableException.class);
        assertThat(read(open(store))).containsExactly(REGISTERED);
    }

    private static final class Unreachable implements SubjectKeys {
        private static StoreUnavailableException down() {
            return new StoreUnavailableException("the keys are down", null);
        }

        @Override
        public SubjectKey current(String subject) {
            throw down();
        }

        @Override
        public Optional<SubjectKey> find(UUID id) {
            throw down();
        }

        @Override
        public void rotate(String subject) {
            throw down();
        }

        @Override
        public void forget(String subject) {
            throw down();
        }

        @Override
        public Optional<Instant> forgottenAt(String subject) {
            throw down();
        }
    }

    @ParameterizedTest
    @EnumSource
    void without_keys_nothing_is_stored_and_a_failed_forgetting_erases_nothing(EachStore kind) {
        var store = kind.open();
        try (var espalier = open(store, new Unreachable())) {
            assertThatThrownBy(() -> append(espalier, REGISTERED)).isInstanceOf(StoreUnavailableException.class);
            assertThat(espalier.eventStoreService().head()).isZero();
            assertThatThrownBy(() -> espalier.forget("c-1")).isInstanceOf(StoreUnavailableException.class);
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_forgotten_subject_takes_no_more_data_and_nothing_is_stored(EachStore kind) {
        try (var espalier = open(kind.open())) {
            espalier.forget("c-1");
            assertThatThrownBy(() -> append(espalier, REGISTERED))
                    .isInstanceOf(ForgottenSubjectException.class)
                    .hasMessageContaining("c-1");
            assertThat(espalier.eventStoreService().head()).isZero();
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_value_is_bound_to_its_event_and_to_its_component(EachStore kind) {
        var store = kind.open();
        try (var espalier = open(store)) {
            append(espalier, REGISTERED);
            EventData original = stored(store, 0);
            String swapped = new String(original.bytes(), StandardCharsets.UTF_8)
                    .replace("\"name\"", "\"x\"")
                    .replace("\"email\"", "\"name\"")
                    .replace("\"x\"", "\"email\"");
            copy(store, original, UUID.randomUUID(), original.bytes());
            copy(store, original, UUID.randomUUID(), swapped.getBytes(StandardCharsets.UTF_8));

            try (var stream = espalier.eventStoreService().read(ANN, ReadRange.from(1))) {
                assertThat(stream)
                        .hasSize(2)
                        .allSatisfy(moved -> assertThatThrownBy(moved::event)
                                .isInstanceOf(UnreadableEventException.class)
                                .hasMessageContaining("was not encrypted for this event"));
            }
        }
    }

    private static void copy(EventStore store, EventData original, UUID id, byte[] payload) {
        store.append(Append.of(
                ANN,
                ExpectedVersion.any(),
                EventData.stored(id, ANN, new Raw("Registered", 1), Set.of(), Metadata.none(), Origin.LIVE, 0, payload),
                Participant.NONE));
    }

    @ParameterizedTest
    @EnumSource
    void after_a_rotation_old_and_new_are_read_and_both_are_forgotten(EachStore kind) {
        var store = kind.open();
        try (var espalier = open(store)) {
            append(espalier, REGISTERED);
            keys.rotate("c-1");
            clock.tick(BOUND);
            append(espalier, REGISTERED);

            assertThat(read(espalier)).containsExactly(REGISTERED, REGISTERED);
            espalier.forget("c-1");
            assertThat(read(espalier)).containsExactly(FORGOTTEN, FORGOTTEN);
        }
    }

    @ParameterizedTest
    @EnumSource
    void another_process_forgets_within_the_bound(EachStore kind) {
        var store = kind.open();
        var other = open(store);
        try (var espalier = open(store)) {
            append(espalier, REGISTERED);
            assertThat(read(other)).containsExactly(REGISTERED);

            espalier.forget("c-1");

            append(other, new Customers.Greeted("c-1", 3));
            clock.tick(BOUND);
            assertThat(read(other)).first().isEqualTo(FORGOTTEN);
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_key_whose_append_failed_harms_nobody(EachStore kind) {
        try (var espalier = open(kind.open())) {
            var events = espalier.eventStoreService();
            assertThatThrownBy(() -> events.append(ANN, ExpectedVersion.exactly(5), REGISTERED))
                    .isInstanceOf(ConflictException.class);
            append(espalier, REGISTERED);
            assertThat(read(espalier)).containsExactly(REGISTERED);
        }
    }

    @ParameterizedTest
    @EnumSource
    void an_upcaster_sees_the_clear_text_or_the_placeholder_that_was_stored(EachStore kind) {
        record Later(String customerId, String fullName, Optional<String> email) implements Event {}
        TransactionalStore store = kind.open();
        try (var first = open(store)) {
            append(first, REGISTERED);
            try (var today = Espalier.on(store)
                    .events(Later.class)
                    .keys(keys, Duration.ZERO)
                    .upcast(Upcaster.from("Registered", 1).to("Later", 1, json -> {
                        json.set("fullName", json.remove("name"));
                        return json;
                    }))
                    .open()) {
                assertThat(read(today)).containsExactly(new Later("c-1", "Ann Smith", Optional.of("ann@example.com")));
                keys.forget("c-1");
                assertThat(read(today)).containsExactly(new Later("c-1", "(forgotten)", Optional.of("(forgotten)")));
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void an_empty_component_needs_no_key_and_legacy_payloads_read_in_the_clear(EachStore kind) {
        var store = kind.open();
        try (var espalier = open(store)) {
            copy(
                    store,
                    stored(written(kind), 0),
                    UUID.randomUUID(),
                    "{\"customerId\":\"c-1\",\"name\":\"Old\",\"email\":null}".getBytes(StandardCharsets.UTF_8));
            append(espalier, new Registered("c-1", "Ann", Optional.empty()));
            espalier.forget("c-1");
            assertThat(read(espalier))
                    .containsExactly(
                            new Registered("c-1", "Old", Optional.empty()),
                            new Registered("c-1", "(forgotten)", Optional.empty()));
        }
    }

    private TransactionalStore written(EachStore kind) {
        var store = kind.open();
        append(open(store, new InMemorySubjectKeys(InstantSource.system())), REGISTERED);
        return store;
    }

    @ParameterizedTest
    @EnumSource(names = "IN_MEMORY")
    void a_subject_without_keys_cannot_be_forgotten(EachStore kind) {
        try (var espalier = Espalier.on(kind.open()).events(CustomerEvent.class).open()) {
            assertThatThrownBy(() -> espalier.forget("c-1"))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageContaining("add .keys(...)");
        }
    }
}
