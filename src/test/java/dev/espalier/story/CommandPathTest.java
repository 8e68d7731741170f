package dev.espalier.story;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.espalier.Espalier;
import dev.espalier.infrastructure.ConflictException;
import dev.espalier.infrastructure.EventBatch;
import dev.espalier.infrastructure.EventEnvelope;
import dev.espalier.infrastructure.ExpectedVersion;
import dev.espalier.infrastructure.InvalidInputException;
import dev.espalier.infrastructure.Metadata;
import dev.espalier.infrastructure.Query;
import dev.espalier.infrastructure.Receipt;
import dev.espalier.infrastructure.Retry;
import dev.espalier.infrastructure.SnapshotUpdateException;
import dev.espalier.infrastructure.StreamId;
import dev.espalier.infrastructure.Tag;
import dev.espalier.infrastructure.UnsuitableTransactionException;
import dev.espalier.store.memory.InMemoryEventStore;
import dev.espalier.story.Invoicing.CreateInvoice;
import dev.espalier.story.Invoicing.Invoice;
import dev.espalier.story.Invoicing.InvoiceCreated;
import dev.espalier.story.Invoicing.InvoicePaid;
import dev.espalier.story.Invoicing.PayInvoices;
import dev.espalier.story.Invoicing.PaymentReceived;
import dev.espalier.story.Invoicing.Refused;
import dev.espalier.story.Invoicing.Rows;
import dev.espalier.tck.Race;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** From a command to its events and rows. */
class CommandPathTest {
    private static final Instant NOW = Instant.parse("2026-11-24T10:00:00.123456789Z");
    private static final StreamId ONE = Invoice.AGGREGATE.stream("1");

    private final Rows rows = new Rows("invoice-rows");
    private final Espalier espalier = Invoicing.on(new InMemoryEventStore())
            .update(rows)
            .clock(InstantSource.fixed(NOW))
            .open();

    @AfterEach
    void close() {
        espalier.close();
    }

    private Receipt create(String id) {
        return espalier.send(new CreateInvoice(id, "ann", new BigDecimal("10.00")));
    }

    private Receipt pay(String payment, String... invoices) {
        return espalier.send(new PayInvoices(payment, new BigDecimal("1000"), List.of(invoices)));
    }

    private List<EventEnvelope> log() {
        var events = new ArrayList<EventEnvelope>();
        espalier.eventStoreService().read(Query.all()).forEach(events::add);
        return events;
    }

    @Test
    void a_command_becomes_an_event_and_a_row_and_the_receipt_tells_where() {
        Receipt receipt = create("1");

        assertThat(receipt.version()).isEqualTo(1);
        assertThat(receipt.position()).isEqualTo(1);
        assertThat(receipt.events())
                .singleElement()
                .extracting(EventEnvelope::event)
                .isEqualTo(new InvoiceCreated("1", "ann", new BigDecimal("10.00")));
        assertThat(rows.rows).containsEntry("1", "open 1");
        assertThat(espalier.eventStoreService().snapshotVersion("invoice-rows", ONE))
                .isEqualTo(1);
    }

    @Test
    void an_event_carries_its_time_its_tags_and_where_it_comes_from() {
        EventEnvelope made = create("1").events().get(0);

        assertThat(made.occurredAt()).isEqualTo("2026-11-24T10:00:00.123456Z");
        assertThat(made.tags()).containsExactly(Tag.of("customer", "ann"));
        assertThat(made.metadata().commandId()).isPresent();
        assertThat(made.metadata().correlationId()).isEqualTo(made.metadata().commandId());
        assertThat(made.metadata().causationId()).isEmpty();

        UUID command = UUID.randomUUID();
        UUID conversation = UUID.randomUUID();
        var metadata = Metadata.none()
                .withCommandId(command)
                .withCorrelationId(conversation)
                .with("user", "ann");
        var given = espalier.send(new CreateInvoice("2", "bob", BigDecimal.ONE), metadata);
        assertThat(given.events().get(0).metadata()).isEqualTo(metadata);
    }

    @Test
    void a_refusal_is_the_domains_own_exception_and_leaves_nothing() {
        create("1");
        rows.calls.clear();

        assertThatThrownBy(() -> create("1")).isExactlyInstanceOf(Refused.class).hasMessage("invoice 1 exists");

        assertThat(log()).hasSize(1);
        assertThat(rows.calls).isEmpty();
    }

    @Test
    void a_decision_for_nothing_stores_nothing_and_says_where_the_stream_stands() {
        assertThat(espalier.send(new CreateInvoice("1", "ann", BigDecimal.ZERO)).events())
                .isEmpty();
        create("1");
        pay("p", "1");

        Receipt again = pay("p", "1");

        assertThat(again.events()).isEmpty();
        assertThat(log()).hasSize(3);
    }

    @Test
    void one_command_writes_several_streams_in_one_append() {
        create("1");
        create("2");

        Receipt receipt = pay("p", "1", "2");

        assertThat(receipt.events())
                .extracting(EventEnvelope::event)
                .containsExactly(
                        new InvoicePaid("1", "ann", "p"),
                        new InvoicePaid("2", "ann", "p"),
                        new PaymentReceived("p", new BigDecimal("20.00")));
        assertThat(rows.rows).containsEntry("1", "paid 2").containsEntry("2", "paid 2");
        assertThat(espalier.eventStoreService().snapshotVersion("invoice-rows", Invoicing.PAYMENT.stream("p")))
                .isEqualTo(1);
    }

    @Test
    void a_service_that_fails_takes_back_events_and_rows_and_is_named() {
        create("1");
        create("2");

        var failure = catchThrowableOfType(SnapshotUpdateException.class, () -> pay("rejected", "2", "1"));

        assertThat(failure.service()).isEqualTo("invoice-rows");
        assertThat(failure.event().event()).isEqualTo(new InvoicePaid("2", "ann", "rejected"));
        assertThat(failure).hasRootCauseMessage("CHECK failed").hasMessageContaining("InvoicePaid");
        assertThat(log()).hasSize(2);
        assertThat(rows.rows).containsEntry("1", "open 1").containsEntry("2", "open 1");
        assertThat(espalier.eventStoreService().snapshotVersion("invoice-rows", ONE))
                .isEqualTo(1);
    }

    @Test
    void a_row_count_that_is_not_the_expected_one_is_an_error() {
        create("1");
        create("2");
        rows.rows.remove("2");

        assertThatThrownBy(() -> pay("p", "1", "2"))
                .isInstanceOf(SnapshotUpdateException.class)
                .hasMessageContaining("wrote 0 rows instead of 1");

        assertThat(rows.rows).containsEntry("1", "open 1");
        assertThat(log()).hasSize(2);
    }

    @Test
    void services_are_called_event_by_event_in_the_order_of_their_registration() {
        var first = new Rows("first");
        var second = new Rows("second");
        var calls = new ArrayList<String>();
        try (var both = Invoicing.on(new InMemoryEventStore())
                .update(first)
                .update(second)
                .open()) {
            both.send(new CreateInvoice("1", "ann", BigDecimal.ONE));
            both.send(new CreateInvoice("2", "ann", BigDecimal.ONE));
            both.send(new PayInvoices("p", BigDecimal.TEN, List.of("2", "1")));
            calls.addAll(first.calls);
        }
        assertThat(calls).containsExactly("created 1", "created 2", "paid 2", "paid 1");
        assertThat(second.calls).isEqualTo(first.calls);
    }

    @Test
    void an_append_from_inside_a_service_is_refused() {
        var nested = new ArrayList<Throwable>();
        var sneaky = new dev.espalier.infrastructure.SnapshotUpdateService("sneaky") {
            {
                on(PaymentReceived.class, (event, transaction) -> {
                    nested.add(catchThrowableOfType(UnsuitableTransactionException.class, () -> create("9")));
                    return 1;
                });
            }
        };
        try (var other = Invoicing.on(new InMemoryEventStore()).update(sneaky).open()) {
            other.eventStoreService()
                    .append(
                            Invoicing.PAYMENT.stream("p"),
                            ExpectedVersion.noStream(),
                            new PaymentReceived("p", BigDecimal.ONE));
        }
        assertThat(nested).containsOnlyNulls(); // another store is not ours to guard

        var own = new AtomicInteger();
        Espalier[] self = new Espalier[1];
        var reentrant = new dev.espalier.infrastructure.SnapshotUpdateService("reentrant") {
            {
                on(PaymentReceived.class, (event, transaction) -> {
                    own.incrementAndGet();
                    self[0].send(new CreateInvoice("9", "ann", BigDecimal.ONE));
                    return 1;
                });
            }
        };
        try (var same = Invoicing.on(new InMemoryEventStore()).update(reentrant).open()) {
            self[0] = same;
            assertThatThrownBy(() -> same.eventStoreService()
                            .append(
                                    Invoicing.PAYMENT.stream("p"),
                                    ExpectedVersion.noStream(),
                                    new PaymentReceived("p", BigDecimal.ONE)))
                    .isInstanceOf(SnapshotUpdateException.class)
                    .hasCauseInstanceOf(UnsuitableTransactionException.class);
            assertThat(same.eventStoreService().head()).isZero();
        }
        assertThat(own).hasValue(1);
    }

    @Test
    void an_event_for_a_stream_that_was_not_read_is_refused() {
        try (var careless = Espalier.on(new InMemoryEventStore())
                .aggregate(Invoice.AGGREGATE)
                .decide(CreateInvoice.class, (command, states) -> {
                    states.of(Invoice.AGGREGATE, "other");
                    return List.of(new InvoiceCreated(command.id(), "ann", command.amount()));
                })
                .open()) {
            assertThatThrownBy(() -> careless.send(new CreateInvoice("1", "ann", BigDecimal.ONE)))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageContaining("invoice/1")
                    .hasMessageContaining("did not read");
        }
    }

    @Test
    void a_command_without_a_handler_is_refused() {
        assertThatThrownBy(() -> espalier.send(new Invoicing.Unknown()))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("has no handler");
    }

    @Test
    void a_conflict_is_read_and_decided_again_and_nobody_writes_twice() throws Exception {
        int writers = 8;
        int each = 20;
        var decided = new AtomicInteger();
        try (var counter = Espalier.on(new InMemoryEventStore())
                .handle(CreateInvoice.class, command -> "one", Counting.AGGREGATE, (command, count) -> {
                    decided.incrementAndGet();
                    return List.of(new Counting.Counted("one", count + 1));
                })
                .retry(Retry.times(1_000).within(Duration.ofMinutes(1)))
                .open()) {
            counter.eventStoreService()
                    .append(
                            Counting.AGGREGATE.stream("one"),
                            ExpectedVersion.noStream(),
                            new Counting.Counted("one", 1));
            var outcomes = Race.run(writers, writer -> {
                for (int i = 0; i < each; i++) counter.send(new CreateInvoice("x", "x", BigDecimal.ONE));
                return writer;
            });
            assertThat(outcomes.lost()).isEmpty();
            var numbers = new ArrayList<Integer>();
            counter.eventStoreService()
                    .read(Counting.AGGREGATE.stream("one"))
                    .forEach(event -> numbers.add(((Counting.Counted) event.event()).number()));
            assertThat(numbers).hasSize(1 + writers * each).isSorted().doesNotHaveDuplicates();
            assertThat(decided.get()).isGreaterThanOrEqualTo(writers * each);
        }
    }

    @Test
    void a_stream_that_had_to_be_new_is_never_tried_again() {
        var decided = new AtomicInteger();
        Espalier[] self = new Espalier[1];
        try (var racing = Espalier.on(new InMemoryEventStore())
                .handle(CreateInvoice.class, CreateInvoice::id, Invoice.AGGREGATE, (command, invoice) -> {
                    var created = new InvoiceCreated(command.id(), "ann", command.amount());
                    if (decided.getAndIncrement() == 0) // somebody else is faster
                    self[0].eventStoreService().append(ONE, ExpectedVersion.noStream(), created);
                    return List.of(created);
                })
                .open()) {
            self[0] = racing;
            assertThatThrownBy(() -> racing.send(new CreateInvoice("1", "ann", BigDecimal.ONE)))
                    .isInstanceOf(ConflictException.class);
        }
        assertThat(decided).hasValue(1);
    }

    @Test
    void after_so_many_tries_the_conflict_is_told() {
        var decided = new AtomicInteger();
        Espalier[] self = new Espalier[1];
        try (var hopeless = Espalier.on(new InMemoryEventStore())
                .handle(CreateInvoice.class, command -> "one", Counting.AGGREGATE, (command, count) -> {
                    decided.incrementAndGet();
                    self[0].eventStoreService()
                            .append(
                                    Counting.AGGREGATE.stream("one"),
                                    ExpectedVersion.any(),
                                    new Counting.Counted("one", 0));
                    return List.of(new Counting.Counted("one", 0));
                })
                .retry(Retry.times(3))
                .open()) {
            self[0] = hopeless;
            hopeless.eventStoreService()
                    .append(Counting.AGGREGATE.stream("one"), ExpectedVersion.any(), new Counting.Counted("one", 0));
            assertThatThrownBy(() -> hopeless.send(new CreateInvoice("x", "x", BigDecimal.ONE)))
                    .isInstanceOf(ConflictException.class);
        }
        assertThat(decided).hasValue(3);
    }

    @Test
    void a_boundary_that_a_decision_read_guards_it() throws Exception {
        create("1");
        create("2");
        var outcomes = Race.run(
                2, racer -> espalier.send(new PayInvoices("p" + racer, new BigDecimal("1000"), List.of("1", "2"))));
        assertThat(outcomes.won()).hasSize(1);
        assertThat(outcomes.lost()).singleElement().isInstanceOf(Refused.class);
        assertThat(log().stream().filter(each -> each.event() instanceof InvoicePaid))
                .hasSize(2);
    }

    @Test
    void events_are_appended_and_read_without_a_command_too_and_rows_follow() {
        var service = espalier.eventStoreService();
        StreamId two = Invoice.AGGREGATE.stream("2");
        service.append(EventBatch.to(ONE, ExpectedVersion.noStream(), new InvoiceCreated("1", "ann", BigDecimal.ONE))
                .and(two, ExpectedVersion.noStream(), new InvoiceCreated("2", "bob", BigDecimal.ONE)));
        assertThat(rows.rows).containsKeys("1", "2");

        try (var seen = service.read(Query.tags(Tag.of("customer", "ann")));
                var stream = service.read(two)) {
            service.append(two, stream.marker().and(seen.marker()), new InvoicePaid("2", "bob", "p"));
            assertThatThrownBy(() -> service.append(two, stream.marker(), new InvoicePaid("2", "bob", "q")))
                    .isInstanceOf(ConflictException.class);
        }
        assertThat(rows.rows).containsEntry("2", "paid 2");
        var found = service.find(log().get(0).id());
        assertThat(found).map(EventEnvelope::stream).contains(ONE);
        assertThat(service.read(Query.types(Invoicing.InvoiceEvent.class))).hasSize(3);
        assertThat(service.read(Query.types(InvoicePaid.class).or(Query.tags(Tag.of("customer", "ann")))))
                .hasSize(2);
    }
}
