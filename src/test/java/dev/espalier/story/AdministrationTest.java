package dev.espalier.story;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.espalier.Espalier;
import dev.espalier.infrastructure.Aggregate;
import dev.espalier.infrastructure.Command;
import dev.espalier.infrastructure.DecisionModel;
import dev.espalier.infrastructure.Event;
import dev.espalier.infrastructure.Metadata;
import dev.espalier.infrastructure.Query;
import dev.espalier.infrastructure.StreamClosedException;
import dev.espalier.infrastructure.StreamId;
import dev.espalier.infrastructure.Tag;
import dev.espalier.store.AdministeredStore;
import dev.espalier.store.EventStore;
import dev.espalier.store.StreamChange;
import dev.espalier.tck.StoreFixture;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What commands notice of what operators do. */
class AdministrationTest {
    private record Issue(String invoice, String number) implements Command {}

    private record Remember(String invoice) implements Command {}

    sealed interface NumberEvent extends Event {
        String invoice();
    }

    record Numbered(String invoice, String number) implements NumberEvent {
        @Override
        public Set<Tag> tags() {
            return Set.of(Tag.of("number", number));
        }
    }

    static final class Taken extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    private final List<String> seen = new ArrayList<>();
    private final Aggregate<String, String, NumberEvent> invoice = Aggregate.of(
                    "numbered", NumberEvent.class, NumberEvent::invoice, "")
            .on(Numbered.class, (before, event) -> before + event.number());
    private final DecisionModel<String, Boolean> taken = DecisionModel.<String, Boolean>of(
                    number -> Tag.of("number", number), false)
            .on(Numbered.class, (before, event) -> true);

    private Espalier open(EventStore store) {
        return Espalier.on(store)
                .decide(Issue.class, (command, states) -> {
                    if (states.of(taken, command.number())) throw new Taken();
                    states.of(invoice, command.invoice());
                    return List.of(new Numbered(command.invoice(), command.number()));
                })
                .handle(Remember.class, Remember::invoice, invoice, (command, state) -> {
                    seen.add(state);
                    return List.of();
                })
                .stateCache(10)
                .open();
    }

    @ParameterizedTest
    @EnumSource(Stores.class)
    void a_number_of_an_archived_stream_stays_taken_and_one_of_a_deleted_stream_is_free(Stores kind) throws Exception {
        StoreFixture fixture = kind.fixture();
        EventStore store = fixture.open();
        try (Espalier espalier = open(store)) {
            espalier.send(new Issue("one", "7"));
            ((AdministeredStore) store).administer(new StreamId("numbered", "one"), StreamChange.ARCHIVE);
            assertThat(espalier.eventStoreService().read(Query.all())).isEmpty();
            assertThat(espalier.eventStoreService().read(Query.all().withArchived()))
                    .hasSize(1);
            assertThatThrownBy(() -> espalier.send(new Issue("two", "7"))).isInstanceOf(Taken.class);

            ((AdministeredStore) store).administer(new StreamId("numbered", "one"), StreamChange.DELETE);
            assertThat(espalier.send(new Issue("two", "7")).version()).isEqualTo(1);
        } finally {
            fixture.close();
        }
    }

    @ParameterizedTest
    @EnumSource(Stores.class)
    void nothing_of_a_deleted_stream_is_remembered(Stores kind) throws Exception {
        StoreFixture fixture = kind.fixture();
        EventStore store = fixture.open();
        try (Espalier espalier = open(store)) {
            var request = Metadata.none().withCommandId(UUID.randomUUID());
            espalier.send(new Issue("one", "7"), request);
            espalier.send(new Remember("one"));
            ((AdministeredStore) store).administer(new StreamId("numbered", "one"), StreamChange.DELETE);

            espalier.send(new Remember("one"));
            assertThat(seen).containsExactly("7", "");
            var repeated = espalier.send(new Issue("one", "7"), request);
            assertThat(repeated.replayed()).isTrue();
            assertThat(repeated.events())
                    .hasSize(1)
                    .allSatisfy(each -> assertThat(each.events()).isEmpty());
            assertThatThrownBy(() -> espalier.send(new Issue("one", "8"))).isInstanceOf(StreamClosedException.class);
        } finally {
            fixture.close();
        }
    }
}
