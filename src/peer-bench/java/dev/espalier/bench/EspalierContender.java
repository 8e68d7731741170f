package dev.espalier.bench;

import dev.espalier.Espalier;
import dev.espalier.infrastructure.Aggregate;
import dev.espalier.infrastructure.Command;
import dev.espalier.infrastructure.EventEnvelope;
import dev.espalier.infrastructure.ExpectedVersion;
import dev.espalier.infrastructure.Query;
import dev.espalier.infrastructure.ReadRange;
import dev.espalier.infrastructure.StreamId;
import dev.espalier.store.EventStore;
import dev.espalier.store.memory.InMemoryEventStore;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import javax.sql.DataSource;
import peerbench.AddLine;
import peerbench.Contender;
import peerbench.Invoice;
import peerbench.InvoiceEvent;

/** Our row of the peer comparison, written as a user would: public API, defaults. */
public final class EspalierContender implements Contender {
    /** Created and number of lines are all that the decision needs; the fold does what the harness' aggregate does. */
    private record State(boolean created, boolean paid, int lines, long totalCents) {
        static final State NONE = new State(false, false, 0, 0);
        static final Aggregate<String, State, BenchEvent> AGGREGATE = Aggregate.of(
                        "invoice", BenchEvent.class, BenchEvent::invoiceId, NONE)
                .on(
                        BenchEvent.Created.class,
                        (state, event) -> new State(true, state.paid, state.lines, state.totalCents))
                .on(
                        BenchEvent.Added.class,
                        (state, event) -> new State(
                                state.created,
                                state.paid,
                                state.lines + 1,
                                state.totalCents + event.unitPriceCents() * event.quantity()))
                .on(
                        BenchEvent.Paid.class,
                        (state, event) -> new State(state.created, true, state.lines, state.totalCents));

        Invoice asInvoice() {
            var invoice = new Invoice();
            invoice.created = created;
            invoice.paid = paid;
            invoice.lines = lines;
            invoice.totalCents = totalCents;
            return invoice;
        }
    }

    private record Add(AddLine line) implements Command {}

    private DataSource rows;
    private EventStore store;
    private Espalier espalier;

    @Override
    public void open(String jdbcUrl) {
        rows = jdbcUrl == null ? null : Postgres.pool(jdbcUrl);
        store = jdbcUrl == null ? new InMemoryEventStore() : Postgres.store(jdbcUrl, rows);
        espalier = Espalier.on(store)
                .handle(
                        Add.class,
                        add -> add.line().invoiceId(),
                        State.AGGREGATE,
                        (add, state) ->
                                List.of(BenchEvent.Added.of(state.asInvoice().decide(add.line()))))
                .open();
    }

    @Override
    public void append(String stream, long expectedVersion, List<InvoiceEvent> events) {
        var ours = new ArrayList<BenchEvent>(events.size());
        for (InvoiceEvent event : events) ours.add(BenchEvent.of(event));
        espalier.eventStoreService()
                .append(new StreamId("invoice", stream), ExpectedVersion.exactly(expectedVersion), ours);
    }

    @Override
    public void handle(AddLine command) {
        espalier.send(new Add(command));
    }

    @Override
    public long replay(long count, Consumer<InvoiceEvent> handler) {
        long read = 0;
        try (var events =
                espalier.eventStoreService().read(Query.all(), ReadRange.all().first(count))) {
            for (EventEnvelope event : events) {
                handler.accept(((BenchEvent) event.event()).theirs());
                read++;
            }
        }
        return read;
    }

    @Override
    public Map<String, Long> catchUp(String projection, long count, int checkpointEvery) throws SQLException {
        return new Counting(projection, rows).caughtUp(Espalier.on(store).aggregate(State.AGGREGATE), checkpointEvery);
    }

    @Override
    public void close() {
        if (espalier != null) espalier.close();
    }
}
