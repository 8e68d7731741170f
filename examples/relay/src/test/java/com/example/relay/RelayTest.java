package com.example.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.espalier.Espalier;
import dev.espalier.infrastructure.Event;
import dev.espalier.infrastructure.ExpectedVersion;
import dev.espalier.infrastructure.ReactionException;
import dev.espalier.infrastructure.StreamId;
import dev.espalier.store.jdbc.JdbcEventStore;
import dev.espalier.subscription.Subscription;
import dev.espalier.subscription.SubscriptionStatus.State;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteDataSource;

class RelayTest {
    private static final int EVENTS = 60;

    record Paid(String account, int amount) implements Event {}

    /** Fails before it has taken a message, or after: who hands it over cannot tell. */
    private static final class FakeBroker implements Broker {
        final List<Message> taken = new ArrayList<>();
        private final Random random = new Random(5);
        private boolean failing;
        private boolean gone;

        @Override
        public void publish(Message message) throws IOException {
            int what = failing ? random.nextInt(3) : 2;
            if (gone || what == 0) throw new IOException("not reached");
            taken.add(message);
            if (what == 1) throw new IOException("no answer");
        }
    }

    @TempDir
    Path folder;

    private final FakeBroker broker = new FakeBroker();

    private Espalier open() {
        var source = new SQLiteDataSource();
        source.setUrl("jdbc:sqlite:" + folder.resolve("events.db"));
        Relay relay = new Relay(broker).tell(Paid.class, "payment", paid -> paid.account() + " " + paid.amount());
        return Espalier.on(new JdbcEventStore(source))
                .events(Paid.class)
                .subscribe(Subscription.of(relay).retry(100, Duration.ofNanos(1), Duration.ofNanos(1)))
                .open();
    }

    private static void pay(Espalier espalier, String account, int amount) {
        espalier.eventStoreService()
                .append(new StreamId("account", account), ExpectedVersion.any(), new Paid(account, amount));
    }

    /** Again and again, as an executor would; the process is a new one each time that the broker has failed. */
    private void relayAll() {
        while (true) {
            try (Espalier espalier = open()) {
                espalier.subscriptions().runUntilCaughtUp();
                return;
            } catch (ReactionException brokerFailed) {
                // what the broker has not confirmed is handed over by the next one
            }
        }
    }

    private List<Message> once() {
        Map<UUID, Message> first = new LinkedHashMap<>();
        for (Message each : broker.taken) first.putIfAbsent(each.id(), each);
        return List.copyOf(first.values());
    }

    @Test
    void each_event_reaches_a_broker_that_fails_and_in_the_order_of_its_key() {
        try (Espalier espalier = open()) {
            espalier.subscriptions().runUntilCaughtUp(); // it relays what is stored from here on
            for (int i = 0; i < EVENTS; i++) pay(espalier, "a" + i % 3, i);
        }
        broker.failing = true;
        relayAll();

        assertThat(broker.taken).hasSizeGreaterThan(EVENTS);
        assertThat(once()).extracting(Message::body).hasSize(EVENTS).satisfies(bodies -> {
            for (int i = 0; i < EVENTS; i++) assertThat(bodies.get(i)).isEqualTo("a" + i % 3 + " " + i);
        });
        Map<String, Long> last = new LinkedHashMap<>();
        for (Message each : broker.taken) {
            assertThat(each.version())
                    .isBetween(last.getOrDefault(each.key(), 0L), last.getOrDefault(each.key(), 0L) + 1);
            last.put(each.key(), each.version());
        }
    }

    @Test
    void what_was_relayed_is_not_relayed_by_the_next_process() {
        try (Espalier espalier = open()) {
            espalier.subscriptions().runUntilCaughtUp();
            pay(espalier, "a", 1);
            espalier.subscriptions().runUntilCaughtUp();
        }
        try (Espalier espalier = open()) {
            pay(espalier, "a", 2);
            espalier.subscriptions().runUntilCaughtUp();
            assertThat(espalier.subscriptions().status("relay").position()).isEqualTo(2);
        }
        assertThat(broker.taken).extracting(Message::body).containsExactly("a 1", "a 2");
    }

    @Test
    void a_broker_that_is_gone_holds_everything_up_in_its_order_and_is_seen() {
        try (Espalier espalier = open()) {
            espalier.subscriptions().runUntilCaughtUp();
            pay(espalier, "a", 1);
            pay(espalier, "a", 2);
            broker.gone = true;

            assertThatThrownBy(() -> espalier.subscriptions().runUntilCaughtUp())
                    .isInstanceOf(ReactionException.class)
                    .hasRootCauseMessage("not reached");

            var status = espalier.subscriptions().status("relay");
            assertThat(status.state()).isEqualTo(State.RETRYING);
            assertThat(status.lag()).isEqualTo(2);
            assertThat(broker.taken).isEmpty();
        }
    }
}
