package dev.espalier.jmh;

import dev.espalier.Espalier;
import dev.espalier.infrastructure.EventEnvelope;
import dev.espalier.infrastructure.ExpectedVersion;
import dev.espalier.infrastructure.Receipt;
import dev.espalier.infrastructure.StreamId;
import dev.espalier.store.jdbc.JdbcEventStore;
import dev.espalier.store.memory.InMemoryEventStore;
import java.io.IOException;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** Nothing grows with what is stored already: each figure is compared with the one at the smallest size. */
@State(Scope.Benchmark)
public class CostShape extends Measured {
    private static final StreamId LONG = Lines.AGGREGATE.stream("long");

    /** Events in the store, and as many again in one stream, when it begins. */
    @Param({"1000", "100000"})
    public int stored;

    /** Which store. */
    @Param({"memory", "postgresql"})
    public String store;

    private final InvoiceNumbers numbers = new InvoiceNumbers();
    private Postgres postgres;
    private Espalier espalier;

    @Setup
    public void open() throws IOException {
        if (store.equals("postgresql")) postgres = new Postgres(4);
        espalier = Lines.on(postgres == null ? new InMemoryEventStore() : new JdbcEventStore(postgres.pool))
                .open();
        var events = espalier.eventStoreService();
        Lines.fill(events, stored);
        for (int i = 0; i < stored; i += 1_000)
            events.append(
                    LONG,
                    ExpectedVersion.any(),
                    IntStream.range(i, Math.min(stored, i + 1_000))
                            .mapToObj(number -> Lines.line("long", number))
                            .toList());
    }

    @TearDown
    public void close() throws IOException {
        espalier.close();
        if (postgres != null) postgres.close();
    }

    @Benchmark
    public Receipt oursAppendToTheStore() {
        String invoice = numbers.next();
        return espalier.eventStoreService()
                .append(
                        Lines.AGGREGATE.stream(invoice),
                        ExpectedVersion.exactly(numbers.version()),
                        Lines.line(invoice, 1));
    }

    @Benchmark
    public Receipt oursAppendToTheStream() {
        return espalier.eventStoreService().append(LONG, ExpectedVersion.streamExists(), Lines.line("long", 1));
    }

    @Benchmark
    public int oursReadOfOneStream() {
        int read = 0;
        try (var events = espalier.eventStoreService().read(Lines.AGGREGATE.stream("filled-500"))) {
            for (EventEnvelope each : events) read += each.event().hashCode();
        }
        return read;
    }
}
