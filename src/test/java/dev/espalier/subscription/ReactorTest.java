package dev.espalier.subscription;

import static dev.espalier.subscription.Noting.note;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.espalier.Espalier;
import dev.espalier.infrastructure.Aggregate;
import dev.espalier.infrastructure.EventEnvelope;
import dev.espalier.infrastructure.InvalidInputException;
import dev.espalier.infrastructure.Metadata;
import dev.espalier.infrastructure.Occasion;
import dev.espalier.infrastructure.Origin;
import dev.espalier.infrastructure.Query;
import dev.espalier.infrastructure.ReactionException;
import dev.espalier.infrastructure.Reactor;
import dev.espalier.store.Append;
import dev.espalier.store.EventData;
import dev.espalier.store.Participant;
import dev.espalier.store.RecordedEvent;
import dev.espalier.subscription.Ground.Kind;
import dev.espalier.subscription.Noting.Happened;
import dev.espalier.subscription.Noting.Marked;
import dev.espalier.subscription.Noting.Note;
import dev.espalier.subscription.Noting.Noted;
import dev.espalier.subscription.SubscriptionStatus.State;
import dev.espalier.testing.SimulatedExecutor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is done in the world because of events. */
class ReactorTest {
    private static final Aggregate<String, Boolean, Happened> NOTE = Aggregate.of(
                    "note", Happened.class, Happened::text, false)
            .on(Noted.class, (no, event) -> true)
            .on(Marked.class, (no, event) -> true);

    private final List<AutoCloseable> open = new ArrayList<>();
    private final SimulatedExecutor time = new SimulatedExecutor();
    private final Map<UUID, String> mails = new HashMap<>();
    private final List<String> sent = new ArrayList<>();

    private final class Mails extends Reactor {
        Mails() {
            super("mails");
            on(Noted.class, this::mail);
        }

        private void mail(Noted event, Occasion occasion) {
            sent.add(event.text());
            mails.put(occasion.key(), event.text());
            if (event.text().startsWith("bad") && sent.size() < 20) throw new IllegalStateException("no answer");
        }
    }

    private Ground ground(Kind kind) {
        Ground ground = kind.open();
        open.add(ground);
        return ground;
    }

    private Espalier espalier(Ground ground, Subscription subscription) {
        var espalier = Espalier.on(ground.store())
                .handle(Note.class, Note::text, NOTE, (command, exists) -> List.of(new Noted(command.text())))
                .clock(time.clock())
                .subscribe(subscription)
                .open();
        open.add(0, espalier);
        return espalier;
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable each : open) each.close();
    }

    @ParameterizedTest
    @EnumSource
    void it_hears_what_is_stored_after_its_activation_and_is_never_set_back(Kind kind) {
        Ground ground = ground(kind);
        var espalier = espalier(ground, Subscription.of(new Mails()));
        note(espalier, "old");
        espalier.subscriptions().start(time);
        note(espalier, "1", "2");
        time.run();
        assertThat(sent).containsExactly("1", "2");

        for (long position : new long[] {0, 1, 2})
            assertThatThrownBy(() -> espalier.subscriptions().reset("mails", position))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageContaining("would let reactor mails do again");
        time.pass(Duration.ofSeconds(5));
        assertThat(sent).containsExactly("1", "2");
        assertThatThrownBy(() -> Subscription.of(new Mails()).after(0)).isInstanceOf(InvalidInputException.class);
        assertThatThrownBy(() -> Subscription.of(new Mails()).batch(2, Duration.ofSeconds(1)))
                .isInstanceOf(InvalidInputException.class);
    }

    @ParameterizedTest
    @EnumSource
    void only_live_events_count(Kind kind) {
        Ground ground = ground(kind);
        var espalier = espalier(ground, Subscription.of(new Mails()));
        espalier.subscriptions().start(time);
        note(espalier, "live");
        RecordedEvent live = null;
        for (EventEnvelope each : espalier.eventStoreService().read(Query.all())) live = (RecordedEvent) each;
        for (Origin origin : Origin.values()) {
            if (origin == Origin.LIVE) continue;
            var data = EventData.of(
                    UUID.randomUUID(),
                    live.stream(),
                    live.data().type(),
                    live.tags(),
                    Metadata.none(),
                    origin,
                    0,
                    new Noted("not " + origin));
            ground.store()
                    .append(Append.of(
                            live.stream(),
                            dev.espalier.infrastructure.ExpectedVersion.any(),
                            List.of(data),
                            Participant.NONE));
        }
        note(espalier, "live too");

        time.pass(Duration.ofSeconds(5));

        assertThat(sent).containsExactly("live", "live too");
    }

    @ParameterizedTest
    @EnumSource
    void what_fails_is_tried_again_under_the_same_key_then_stands_still(Kind kind) {
        Ground ground = ground(kind);
        var espalier = espalier(ground, Subscription.of(new Mails()));
        var subscriptions = espalier.subscriptions();
        subscriptions.start(time);
        note(espalier, "1", "bad", "3");

        time.pass(Duration.ofMinutes(10));

        assertThat(sent).hasSize(7).startsWith("1").endsWith("bad").doesNotContain("3");
        assertThat(subscriptions.status("mails").state()).isEqualTo(State.FAILED);
        assertThat(subscriptions.status("mails").error()).get().isInstanceOf(ReactionException.class);
        assertThat(subscriptions.status("mails").position()).isEqualTo(1);
        assertThat(mails.values()).containsExactlyInAnyOrder("1", "bad");
        while (sent.size() < 19) sent.add("");
        subscriptions.resume("mails");
        time.run();
        assertThat(mails.values()).containsExactlyInAnyOrder("1", "bad", "3");
    }

    @ParameterizedTest
    @EnumSource
    void set_aside_and_driven_again(Kind kind) {
        Ground ground = ground(kind);
        var espalier = espalier(
                ground,
                Subscription.of(new Mails())
                        .retry(1, Duration.ofSeconds(1), Duration.ofSeconds(1))
                        .setAside());
        var subscriptions = espalier.subscriptions();
        subscriptions.start(time);
        var receipt = note(espalier, "bad", "2");
        time.pass(Duration.ofMinutes(1));
        assertThat(sent).containsExactly("bad", "bad", "2");
        UUID id = receipt.events().get(0).id();
        assertThat(subscriptions.redrive("mails", UUID.randomUUID())).isFalse();
        assertThatThrownBy(() -> subscriptions.redrive("mails", id)).isInstanceOf(ReactionException.class);
        assertThat(subscriptions.setAside("mails")).hasSize(1);
        while (sent.size() < 19) sent.add("");
        assertThat(subscriptions.redrive("mails", id)).isTrue();
        assertThat(subscriptions.setAside("mails")).isEmpty();
        assertThat(mails).hasSize(2);
    }

    @ParameterizedTest
    @EnumSource
    void commands_that_it_sends_happen_once_and_say_where_they_come_from(Kind kind) {
        Ground ground = ground(kind);
        var copies = new Reactor("copies") {
            private int failures = 2;

            {
                on(Noted.class, (event, occasion) -> {
                    if (event.text().startsWith("copy")) return;
                    occasion.send(new Note("copy of " + event.text()));
                    occasion.send("second", new Note("copy 2 of " + event.text()));
                    if (failures-- > 0) throw new IllegalStateException("after the command");
                });
            }
        };
        var espalier = espalier(ground, Subscription.of(copies));
        espalier.subscriptions().start(time);
        var conversation = UUID.randomUUID();
        espalier.send(new Note("a"), Metadata.none().withCorrelationId(conversation));

        time.pass(Duration.ofMinutes(1));

        var events = new ArrayList<EventEnvelope>();
        espalier.eventStoreService().read(Query.all()).forEach(events::add);
        assertThat(events)
                .extracting(each -> ((Noted) each.event()).text())
                .containsExactly("a", "copy of a", "copy 2 of a");
        for (EventEnvelope copy : events.subList(1, 3)) {
            assertThat(copy.metadata().causationId()).contains(events.get(0).id());
            assertThat(copy.metadata().correlationId()).contains(conversation);
        }
        assertThat(events.get(1).metadata().commandId())
                .isNotEqualTo(events.get(2).metadata().commandId());
        assertThat(espalier.subscriptions().status("copies").state()).isEqualTo(State.LIVE);
    }

    /** Sent in another thread than the one that follows: nothing may hang on a thread. */
    @ParameterizedTest
    @EnumSource
    void who_acted_for_whom_is_known_at_the_end_of_a_chain_of_commands(Kind kind) throws Exception {
        Ground ground = ground(kind);
        var relay = new Reactor("relay") {
            {
                on(Noted.class, (event, occasion) -> {
                    if (event.text().length() < 4) occasion.send(new Note(event.text() + "+"));
                });
            }
        };
        var espalier = espalier(ground, Subscription.of(relay));
        espalier.subscriptions().start(time);
        var request = Metadata.none()
                .withCommandId(UUID.randomUUID())
                .withCorrelationId(UUID.randomUUID())
                .withCausationId(UUID.randomUUID())
                .with("actor", "ann")
                .with("tenant", "blue");
        var sender = new Thread(() -> espalier.send(new Note("a"), request));
        sender.start();
        sender.join();

        time.pass(Duration.ofMinutes(1));

        var events = new ArrayList<EventEnvelope>();
        espalier.eventStoreService().read(Query.all()).forEach(events::add);
        assertThat(events).extracting(each -> ((Noted) each.event()).text()).containsExactly("a", "a+", "a++", "a+++");
        assertThat(events.get(0).metadata()).isEqualTo(request);
        for (int hop = 1; hop < events.size(); hop++) {
            Metadata known = events.get(hop).metadata();
            assertThat(known.correlationId()).isEqualTo(request.correlationId());
            assertThat(known.causationId()).contains(events.get(hop - 1).id());
            assertThat(known.entries()).isEqualTo(request.entries());
        }
        assertThat(events.stream().map(each -> each.metadata().commandId()).distinct())
                .hasSize(4);
    }
}
