package dev.espalier.story;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.espalier.Espalier;
import dev.espalier.infrastructure.Command;
import dev.espalier.infrastructure.CommandEnvelope;
import dev.espalier.infrastructure.CommandIdTakenException;
import dev.espalier.infrastructure.DeadlineExceededException;
import dev.espalier.infrastructure.EventEnvelope;
import dev.espalier.infrastructure.InvalidCommandException;
import dev.espalier.infrastructure.InvalidInputException;
import dev.espalier.infrastructure.Metadata;
import dev.espalier.infrastructure.Query;
import dev.espalier.infrastructure.Receipt;
import dev.espalier.infrastructure.Retry;
import dev.espalier.infrastructure.SnapshotUpdateException;
import dev.espalier.infrastructure.SnapshotUpdateService;
import dev.espalier.store.EventStore;
import dev.espalier.story.Invoicing.CreateInvoice;
import dev.espalier.story.Invoicing.Invoice;
import dev.espalier.story.Invoicing.InvoiceCreated;
import dev.espalier.story.Invoicing.InvoicePaid;
import dev.espalier.story.Invoicing.PayInvoices;
import dev.espalier.story.Invoicing.PaymentReceived;
import dev.espalier.story.Invoicing.Refused;
import dev.espalier.tck.Race;
import dev.espalier.tck.StoreFixture;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Several commands happen together or not at all. */
@ParameterizedClass
@EnumSource(Stores.class)
class SendAllTest {
    private static final int ROUNDS = Integer.getInteger("rounds", 3);
    private static final BigDecimal LIMIT = new BigDecimal("25.00");

    private record Tick(String counter) implements Command {}

    @Parameter
    Stores stores;

    private final List<String> served = Collections.synchronizedList(new ArrayList<>());
    private StoreFixture fixture;
    private EventStore store;
    private Espalier espalier;

    @BeforeEach
    void open() throws Exception {
        fixture = stores.fixture();
        store = fixture.open();
        espalier = on().open();
    }

    @AfterEach
    void close() throws Exception {
        espalier.close();
        fixture.close();
    }

    private Espalier.Builder on() {
        return Invoicing.on(store)
                .handle(
                        Tick.class,
                        Tick::counter,
                        Counting.AGGREGATE,
                        (tick, count) -> List.of(new Counting.Counted(tick.counter(), count + 1)))
                .update(new Served())
                .stateCache(10)
                .retry(Retry.times(1_000).within(Duration.ofMinutes(1)));
    }

    private final class Served extends SnapshotUpdateService {
        Served() {
            super("served");
            on(InvoiceCreated.class, (event, transaction) -> served("created " + event.id()));
            on(InvoicePaid.class, (event, transaction) -> {
                if (event.payment().equals("rejected")) throw new IllegalStateException("CHECK failed");
                return served("paid " + event.id());
            });
            ignore(PaymentReceived.class);
        }

        private int served(String what) {
            served.add(what);
            return 1;
        }
    }

    private static CreateInvoice create(String id) {
        return new CreateInvoice(id, "ann", new BigDecimal("10.00"));
    }

    private static PayInvoices pay(String payment, String... invoices) {
        return new PayInvoices(payment, LIMIT, List.of(invoices));
    }

    private static List<CommandEnvelope> all(Command... commands) {
        return Arrays.stream(commands).map(CommandEnvelope::of).toList();
    }

    private static CommandEnvelope as(UUID id, Command command) {
        return new CommandEnvelope(command, Metadata.none().withCommandId(id));
    }

    private List<EventEnvelope> log() {
        var events = new ArrayList<EventEnvelope>();
        espalier.eventStoreService().read(Query.all()).forEach(events::add);
        return events;
    }

    @Test
    void each_command_sees_what_those_before_it_leave_behind_and_has_a_receipt_of_its_own() {
        espalier.send(create("1"));
        served.clear();

        List<Receipt> receipts = espalier.sendAll(
                all(create("2"), pay("p", "2", "1"), new CreateInvoice("3", "bob", BigDecimal.ZERO), pay("p")));

        assertThat(receipts).noneMatch(Receipt::replayed);
        assertThat(receipts).extracting(receipt -> receipt.events().size()).containsExactly(1, 3, 0, 0);
        assertThat(receipts).extracting(Receipt::version).containsExactly(1L, 1L, 0L, 0L);
        assertThat(receipts).extracting(Receipt::position).containsExactly(2L, 5L, 0L, 0L);
        assertThat(log())
                .extracting(EventEnvelope::event)
                .containsExactly(
                        new InvoiceCreated("1", "ann", new BigDecimal("10.00")),
                        new InvoiceCreated("2", "ann", new BigDecimal("10.00")),
                        new InvoicePaid("2", "ann", "p"),
                        new InvoicePaid("1", "ann", "p"),
                        new PaymentReceived("p", new BigDecimal("20.00")));
        assertThat(log()).extracting(EventEnvelope::position).containsExactly(1L, 2L, 3L, 4L, 5L);
        assertThat(receipts.get(1).events())
                .extracting(EventEnvelope::id)
                .isEqualTo(log().subList(2, 5).stream().map(EventEnvelope::id).toList());
        assertThat(served).containsExactly("created 2", "paid 2", "paid 1");
        assertThat(espalier.eventStoreService().snapshotVersion("served", Invoice.AGGREGATE.stream("2")))
                .isEqualTo(2);
    }

    @Test
    void a_boundary_counts_what_is_about_to_be_stored() {
        // three invoices of ten are over the limit of 25
        assertThatThrownBy(() -> espalier.sendAll(all(create("1"), create("2"), create("3"), pay("p", "1"))))
                .isInstanceOf(Refused.class)
                .hasMessage("ann is over the limit");

        assertThat(log()).isEmpty();
        assertThat(espalier.sendAll(all(create("1"), create("2"), pay("p", "1"))))
                .hasSize(3);
    }

    @Test
    void one_that_is_refused_or_fails_takes_all_others_back() {
        assertThatThrownBy(() -> espalier.sendAll(all(create("1"), create("1"))))
                .isInstanceOf(Refused.class);
        assertThatThrownBy(() -> espalier.sendAll(all(create("1"), pay("rejected", "1"), create("2"))))
                .isInstanceOf(SnapshotUpdateException.class);
        assertThatThrownBy(() -> espalier.sendAll(all(create("1"), new Invoicing.Unknown())))
                .isInstanceOf(InvalidInputException.class);

        assertThat(log()).isEmpty();
        assertThat(espalier.send(create("1")).version()).isEqualTo(1);
    }

    @Test
    void a_batch_that_is_sent_again_happens_once_and_one_with_a_known_command_only_in_part() {
        UUID one = UUID.randomUUID();
        UUID two = UUID.randomUUID();
        UUID nothing = UUID.randomUUID();
        var zero = new CreateInvoice("0", "ann", BigDecimal.ZERO);
        var commands = List.of(as(one, create("1")), as(nothing, zero), as(two, new Tick("t")));
        List<Receipt> first = espalier.sendAll(commands);

        List<Receipt> again = espalier.sendAll(commands);

        assertThat(again).allMatch(Receipt::replayed);
        assertThat(again)
                .extracting(Receipt::position)
                .isEqualTo(first.stream().map(Receipt::position).toList());
        List<Receipt> partly = espalier.sendAll(List.of(as(two, new Tick("t")), as(UUID.randomUUID(), new Tick("t"))));
        assertThat(partly).extracting(Receipt::replayed).containsExactly(true, false);
        assertThat(partly).extracting(Receipt::version).containsExactly(1L, 2L);
        assertThat(espalier.send(create("1"), Metadata.none().withCommandId(one))
                        .replayed())
                .isTrue();
        assertThatThrownBy(() -> espalier.sendAll(List.of(as(UUID.randomUUID(), create("2")), as(two, create("3")))))
                .isInstanceOf(CommandIdTakenException.class);
        assertThat(log()).hasSize(3);
    }

    @Test
    void an_id_that_stands_twice_and_too_many_commands_are_refused() {
        UUID id = UUID.randomUUID();

        assertThatThrownBy(() -> espalier.sendAll(List.of(as(id, new Tick("a")), as(id, new Tick("a")))))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("stands twice");
        assertThatThrownBy(() -> espalier.sendAll(Collections.nCopies(101, CommandEnvelope.of(new Tick("a")))))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("at most 100");
        assertThat(espalier.sendAll(List.of())).isEmpty();
        assertThat(log()).isEmpty();
    }

    @Test
    void a_hundred_commands_count_on_in_one_stream() {
        espalier = on().intercept((command, metadata, next) -> next.proceed(metadata))
                .open();

        List<Receipt> receipts = espalier.sendAll(Collections.nCopies(100, CommandEnvelope.of(new Tick("a"))));

        assertThat(receipts)
                .extracting(Receipt::version)
                .isEqualTo(IntStream.rangeClosed(1, 100).mapToObj(Long::valueOf).toList());
        assertThat(log())
                .extracting(event -> ((Counting.Counted) event.event()).number())
                .isEqualTo(IntStream.rangeClosed(1, 100).boxed().toList());
    }

    @Test
    void all_are_let_through_and_found_valid_before_one_is_handled() {
        var asked = new ArrayList<String>();
        espalier = on().intercept((command, metadata, next) -> {
                    asked.add("before " + command.getClass().getSimpleName());
                    Receipt receipt = next.proceed(metadata.with("checked-by", "guard"));
                    asked.add("after " + receipt.position());
                    return receipt;
                })
                .validate(
                        CreateInvoice.class, create -> create.id().isBlank() ? List.of("an id is missing") : List.of())
                .open();

        assertThatThrownBy(() -> espalier.sendAll(all(new Tick("a"), create(" "))))
                .isInstanceOf(InvalidCommandException.class);
        assertThat(log()).isEmpty();
        asked.clear();
        espalier.sendAll(all(new Tick("a"), create("1")));

        assertThat(asked).containsExactly("before Tick", "before CreateInvoice", "after 2", "after 1");
        assertThat(log())
                .allSatisfy(event -> assertThat(event.metadata().entries()).containsEntry("checked-by", "guard"));
    }

    @Test
    void in_a_transaction_of_the_applications_own_they_are_committed_with_it() throws Exception {
        assumeThat(stores.survives()).isTrue();
        for (boolean committed : new boolean[] {false, true})
            try (var application = fixture.join(store)) {
                List<Receipt> receipts = espalier.in(application.joined()).sendAll(all(create("1"), pay("p", "1")));
                assertThat(receipts).extracting(Receipt::version).containsExactly(1L, 1L);
                if (!committed) {
                    application.rollBack();
                    application.joined().rolledBack();
                    continue;
                }
                application.joined().complete();
                application.commit();
                application.joined().committed();
                assertThat(receipts).extracting(Receipt::position).containsExactly(1L, 3L);
            }
        assertThat(log()).hasSize(3);
    }

    @Test
    void a_batch_is_given_up_when_its_time_is_over() {
        assertThat(espalier.within(Duration.ofMinutes(10)).sendAll(all(new Tick("a"), new Tick("b"))))
                .hasSize(2);
        assertThatThrownBy(() -> espalier.within(Duration.ofNanos(1)).sendAll(all(new Tick("a"), new Tick("b"))))
                .isInstanceOf(DeadlineExceededException.class);
        assertThat(log()).hasSize(2);
    }

    @Test
    void racing_batches_over_the_same_streams_in_any_order_lose_nothing() throws Exception {
        int racers = 4;
        int batches = 5 * ROUNDS;
        for (String stream : List.of("a", "b", "c", "d")) espalier.send(new Tick(stream));
        Race.Outcomes<Integer> outcomes = Race.run(racers, racer -> {
            var streams = new ArrayList<>(List.of("a", "b", "c", "d"));
            if (racer % 2 == 1) Collections.reverse(streams);
            for (int batch = 0; batch < batches; batch++)
                espalier.sendAll(streams.stream()
                        .map(stream -> CommandEnvelope.of(new Tick(stream)))
                        .toList());
            return racer;
        });

        assertThat(outcomes.lost()).isEmpty();
        for (String stream : List.of("a", "b", "c", "d")) {
            var numbers = new ArrayList<Integer>();
            espalier.eventStoreService()
                    .read(Counting.AGGREGATE.stream(stream))
                    .forEach(event -> numbers.add(((Counting.Counted) event.event()).number()));
            assertThat(numbers)
                    .isEqualTo(IntStream.rangeClosed(1, 1 + racers * batches)
                            .boxed()
                            .toList());
        }
    }

    @Test
    void racers_with_one_batch_under_the_same_ids_make_it_happen_once() throws Exception {
        for (int race = 0; race < 3 * ROUNDS; race++) {
            var commands = new ArrayList<CommandEnvelope>();
            for (String stream : List.of("b" + race, "a" + race, "c" + race))
                commands.add(as(UUID.randomUUID(), new Tick(stream)));
            Race.Outcomes<List<Receipt>> outcomes = Race.run(4, racer -> {
                var mine = new ArrayList<>(commands);
                if (racer % 2 == 1) Collections.reverse(mine);
                return espalier.sendAll(mine);
            });
            assertThat(outcomes.lost()).isEmpty();
            assertThat(outcomes.won().stream()
                            .filter(receipts -> !receipts.get(0).replayed()))
                    .hasSize(1);
            assertThat(log()).hasSize(3 * (race + 1));
        }
    }
}
