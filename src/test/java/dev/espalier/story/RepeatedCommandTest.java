package dev.espalier.story;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.espalier.Espalier;
import dev.espalier.infrastructure.Command;
import dev.espalier.infrastructure.CommandIdTakenException;
import dev.espalier.infrastructure.EventEnvelope;
import dev.espalier.infrastructure.Metadata;
import dev.espalier.infrastructure.Query;
import dev.espalier.infrastructure.Receipt;
import dev.espalier.infrastructure.Retry;
import dev.espalier.infrastructure.SnapshotUpdateException;
import dev.espalier.infrastructure.SnapshotUpdateService;
import dev.espalier.store.EventStore;
import dev.espalier.story.Invoicing.CreateInvoice;
import dev.espalier.story.Invoicing.InvoiceCreated;
import dev.espalier.story.Invoicing.InvoicePaid;
import dev.espalier.story.Invoicing.PayInvoices;
import dev.espalier.story.Invoicing.PaymentReceived;
import dev.espalier.story.Invoicing.Refused;
import dev.espalier.tck.Race;
import dev.espalier.tck.StoreFixture;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** A command that is sent again under its id happens once. */
@ParameterizedClass
@EnumSource(Stores.class)
@Order(6)
class RepeatedCommandTest {
    private static final int ROUNDS = Integer.getInteger("rounds", 3);
    /** A thousand of 20 rounds, as CI runs them. */
    private static final int RACES = 5 * ROUNDS * ROUNDS / 2;

    private static final int RACERS = 4;

    private record Tick(String counter) implements Command {}

    private record Labelled(String counter, Set<String> labels) implements Command {}

    @Parameter
    Stores stores;

    private final UUID id = UUID.randomUUID();
    private final AtomicInteger decided = new AtomicInteger();
    private final AtomicInteger served = new AtomicInteger();
    private final AtomicBoolean failing = new AtomicBoolean();
    private final List<Espalier> opened = new ArrayList<>();
    private StoreFixture fixture;
    private EventStore store;
    private Espalier espalier;

    @BeforeEach
    void open() throws Exception {
        fixture = stores.fixture();
        store = fixture.open();
        espalier = on(store);
    }

    @AfterEach
    void close() throws Exception {
        for (Espalier each : opened) each.close();
        fixture.close();
    }

    private Espalier on(EventStore any) {
        var made = Invoicing.on(any)
                .handle(Tick.class, Tick::counter, Counting.AGGREGATE, (tick, count) -> {
                    decided.incrementAndGet();
                    return List.of(new Counting.Counted(tick.counter(), count + 1));
                })
                .handle(Labelled.class, Labelled::counter, Counting.AGGREGATE, (labelled, count) -> List.of())
                .update(new Served())
                .retry(Retry.times(1_000).within(Duration.ofMinutes(1)))
                .open();
        opened.add(made);
        return made;
    }

    private final class Served extends SnapshotUpdateService {
        Served() {
            super("served");
            on(InvoiceCreated.class, (event, transaction) -> {
                if (failing.get()) throw new IllegalStateException("CHECK failed");
                return served();
            });
            on(InvoicePaid.class, (event, transaction) -> served());
            ignore(PaymentReceived.class);
        }

        private int served() {
            served.incrementAndGet();
            return 1;
        }
    }

    private static Metadata as(UUID id) {
        return Metadata.none().withCommandId(id);
    }

    private static CreateInvoice create(String invoice) {
        return new CreateInvoice(invoice, "customer of " + invoice, new BigDecimal("10.00"));
    }

    private static PayInvoices pay(String payment, String... invoices) {
        return new PayInvoices(payment, new BigDecimal("1000"), List.of(invoices));
    }

    private static List<EventEnvelope> log(Espalier espalier) {
        var events = new ArrayList<EventEnvelope>();
        espalier.eventStoreService().read(Query.all()).forEach(events::add);
        return events;
    }

    private static void assertSame(Receipt again, Receipt first) {
        assertThat(again.replayed()).isTrue();
        assertThat(first.replayed()).isFalse();
        assertThat(again.version()).isEqualTo(first.version());
        assertThat(again.position()).isEqualTo(first.position());
        assertThat(again.events())
                .extracting(EventEnvelope::id, EventEnvelope::event, EventEnvelope::version, EventEnvelope::position)
                .containsExactlyElementsOf(first.events().stream()
                        .map(each -> org.assertj.core.groups.Tuple.tuple(
                                each.id(), each.event(), each.version(), each.position()))
                        .toList());
    }

    @Test
    void a_repeated_command_returns_its_first_receipt_whatever_has_happened_since() {
        Receipt first = espalier.send(create("1"), as(id));
        espalier.send(pay("p", "1"));

        Receipt again = espalier.send(create("1"), as(id));

        assertSame(again, first);
        assertThat(log(espalier)).hasSize(3);
        assertThat(served).hasValue(2);
    }

    @Test
    void events_of_several_streams_come_back_in_their_order() {
        espalier.send(create("1"));
        espalier.send(create("2"));
        Receipt first = espalier.send(pay("p", "2", "1"), as(id));
        espalier.send(create("3"));

        Receipt again = espalier.send(pay("p", "2", "1"), as(id));

        assertSame(again, first);
        assertThat(again.events()).hasSize(3);
    }

    @Test
    void a_decision_for_nothing_is_remembered_too() {
        espalier.send(new Tick("one"));
        espalier.send(new Tick("one"));
        Receipt first = espalier.send(new Labelled("one", Set.of()), as(id));
        espalier.send(new Tick("one"));

        Receipt again = espalier.send(new Labelled("one", Set.of()), as(id));

        assertSame(again, first);
        assertThat(again.version()).isEqualTo(2);
        assertThat(again.events()).isEmpty();
    }

    @Test
    void a_refusal_is_not_remembered() {
        assertThatThrownBy(() -> espalier.send(pay("p", "1"), as(id))).isInstanceOf(Refused.class);
        espalier.send(create("1"));

        assertThat(espalier.send(pay("p", "1"), as(id)).replayed()).isFalse();
        assertThat(espalier.send(pay("p", "1"), as(id)).replayed()).isTrue();
    }

    @Test
    void what_a_service_rolled_back_is_not_remembered() {
        failing.set(true);
        assertThatThrownBy(() -> espalier.send(create("1"), as(id))).isInstanceOf(SnapshotUpdateException.class);
        failing.set(false);

        assertThat(espalier.send(create("1"), as(id)).replayed()).isFalse();
        assertThat(log(espalier)).hasSize(1);
    }

    @Test
    void another_command_under_the_same_id_is_an_error_and_stores_nothing() {
        espalier.send(create("1"), as(id));

        assertThatThrownBy(() -> espalier.send(create("2"), as(id)))
                .isInstanceOfSatisfying(
                        CommandIdTakenException.class,
                        taken -> assertThat(taken.id()).isEqualTo(id))
                .hasMessageContaining(id.toString());
        assertThatThrownBy(() -> espalier.send(new Tick("1"), as(id))).isInstanceOf(CommandIdTakenException.class);
        assertThat(log(espalier)).hasSize(1);
        assertThat(decided).hasValue(0);
    }

    @Test
    void a_set_says_the_same_in_any_order() {
        var one = new LinkedHashSet<>(List.of("a", "b", "c"));
        var other = new LinkedHashSet<>(List.of("c", "a", "b"));
        espalier.send(new Labelled("one", one), as(id));

        assertThat(espalier.send(new Labelled("one", other), as(id)).replayed()).isTrue();
        assertThatThrownBy(() -> espalier.send(new Labelled("one", Set.of("a")), as(id)))
                .isInstanceOf(CommandIdTakenException.class);
    }

    @Test
    void another_instance_knows_what_was_handled_and_so_does_one_after_a_restart() throws Exception {
        assumeThat(stores.survives()).isTrue();
        Receipt first = espalier.send(create("1"), as(id));

        assertSame(on(fixture.open()).send(create("1"), as(id)), first);

        for (Espalier each : opened) each.close();
        espalier = on(fixture.open());
        assertSame(espalier.send(create("1"), as(id)), first);
        assertThat(log(espalier)).hasSize(1);
    }

    @Test
    void of_racers_with_one_id_one_decides_and_all_get_its_receipt() throws Exception {
        Espalier other = stores.survives() ? on(fixture.open()) : espalier;
        for (int race = 1; race <= RACES; race++) {
            UUID command = UUID.randomUUID();
            Race.Outcomes<Receipt> outcomes =
                    Race.run(RACERS, racer -> (racer % 2 == 0 ? espalier : other).send(new Tick("one"), as(command)));
            assertOnce(outcomes);
            assertThat(outcomes.won())
                    .allSatisfy(receipt -> assertThat(receipt.events()).hasSize(1));
        }
        assertThat(espalier.eventStoreService().version(Counting.AGGREGATE.stream("one")))
                .isEqualTo(RACES);
    }

    @Test
    void racers_with_one_id_over_several_streams_in_any_order_write_once() throws Exception {
        Espalier other = stores.survives() ? on(fixture.open()) : espalier;
        for (int race = 1; race <= RACES / 4; race++) {
            String payment = "p" + race;
            String[] invoices = {"a" + race, "b" + race, "c" + race, "d" + race};
            for (String each : invoices) espalier.send(create(each));
            UUID command = UUID.randomUUID();
            served.set(0);
            Race.Outcomes<Receipt> outcomes = Race.run(
                    RACERS, racer -> (racer % 2 == 0 ? espalier : other).send(pay(payment, invoices), as(command)));
            assertOnce(outcomes);
            assertThat(espalier.eventStoreService().version(Invoicing.PAYMENT.stream(payment)))
                    .isEqualTo(1);
        }
    }

    private static void assertOnce(Race.Outcomes<Receipt> outcomes) {
        assertThat(outcomes.lost()).isEmpty();
        assertThat(outcomes.won().stream().filter(receipt -> !receipt.replayed()))
                .hasSize(1);
        assertThat(outcomes.won().stream()
                        .map(receipt ->
                                receipt.events().stream().map(EventEnvelope::id).toList())
                        .distinct())
                .hasSize(1);
        assertThat(outcomes.won().stream().map(Receipt::position).distinct()).hasSize(1);
    }

    @Test
    void racers_without_an_id_all_happen_and_are_not_remembered() throws Exception {
        espalier.send(new Tick("one"));
        assertThat(Race.run(RACERS, racer -> espalier.send(new Tick("one"))).lost())
                .isEmpty();

        assertThat(log(espalier)).hasSize(1 + RACERS);
        assertThat(espalier.forgetCommands(Instant.now().plus(Duration.ofDays(1))))
                .isZero();
    }

    @Test
    void what_is_forgotten_is_a_new_command() {
        espalier.send(new Tick("one"), as(id));

        assertThat(espalier.forgetCommands(Instant.now().minus(Duration.ofDays(1))))
                .isZero();
        assertThat(espalier.send(new Tick("one"), as(id)).replayed()).isTrue();

        assertThat(espalier.forgetCommands(Instant.now().plus(Duration.ofDays(1))))
                .isEqualTo(1);
        assertThat(espalier.send(new Tick("one"), as(id)).replayed()).isFalse();
        assertThat(log(espalier)).hasSize(2);
    }

    @Test
    void in_a_transaction_of_the_applications_own_it_is_remembered_with_its_commit() throws Exception {
        assumeThat(stores.survives()).isTrue();
        for (boolean committed : new boolean[] {false, true}) {
            try (var application = fixture.join(store)) {
                var session = espalier.in(application.joined());
                Receipt first = session.send(create("1"), as(id));
                Receipt nothing = session.send(new Labelled("one", Set.of()), as(UUID.randomUUID()));
                Receipt again = session.send(create("1"), as(id));
                assertThat(first.replayed()).isFalse();
                assertThat(nothing.replayed()).isFalse();
                assertThat(again.replayed()).isTrue();
                assertThat(again.events())
                        .extracting(EventEnvelope::id)
                        .containsExactly(first.events().get(0).id());
                assertThatThrownBy(() -> session.send(create("2"), as(id))).isInstanceOf(CommandIdTakenException.class);
                if (committed) {
                    application.joined().complete();
                    application.commit();
                    application.joined().committed();
                } else {
                    application.rollBack();
                    application.joined().rolledBack();
                }
            }
            assertThat(log(espalier)).hasSize(committed ? 1 : 0);
        }
        Receipt later = espalier.send(create("1"), as(id));
        assertThat(later.replayed()).isTrue();
        assertThat(later.position()).isEqualTo(1);
        assertThat(log(espalier)).hasSize(1);
    }

    @Test
    void an_interceptor_sees_a_repetition_and_may_refuse_it() {
        var seen = new AtomicInteger();
        Espalier guarded = Invoicing.on(store)
                .intercept((command, metadata, next) -> {
                    if (seen.incrementAndGet() > 1) throw new Refused("not you");
                    return next.proceed(metadata);
                })
                .open();
        guarded.send(create("1"), as(id));

        assertThatThrownBy(() -> guarded.send(create("1"), as(id))).isInstanceOf(Refused.class);
    }
}
