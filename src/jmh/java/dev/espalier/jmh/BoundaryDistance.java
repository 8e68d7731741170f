package dev.espalier.jmh;

import dev.espalier.Espalier;
import dev.espalier.infrastructure.AppendCondition;
import dev.espalier.infrastructure.ExpectedVersion;
import dev.espalier.infrastructure.Query;
import dev.espalier.infrastructure.Receipt;
import dev.espalier.infrastructure.Tag;
import dev.espalier.jmh.Lines.Reserved;
import dev.espalier.store.jdbc.JdbcEventStore;
import dev.espalier.store.memory.InMemoryEventStore;
import java.io.IOException;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** W8: an append that is guarded by two tags, whose nearest match lies so far back. The floor is a plain append there. */
@State(Scope.Benchmark)
public class BoundaryDistance extends Measured {
    /** How many events lie between the match and the end, when it begins. */
    @Param({"10", "100000"})
    public int distance;

    /** Which store. */
    @Param({"memory", "postgresql"})
    public String store;

    private final InvoiceNumbers numbers = new InvoiceNumbers();
    private Postgres postgres;
    private Espalier espalier;
    private AppendCondition seen = ExpectedVersion.any();

    @Setup
    public void open() throws IOException {
        if (store.equals("postgresql")) postgres = new Postgres(4);
        espalier = Lines.on(postgres == null ? new InMemoryEventStore() : new JdbcEventStore(postgres.pool))
                .open();
        var events = espalier.eventStoreService();
        events.append(Lines.AGGREGATE.stream("first"), ExpectedVersion.any(), new Reserved("first", "java", "ann"));
        try (var found = events.read(Query.tags(Tag.of("course", "java"), Tag.of("student", "ann")))) {
            seen = found.marker();
        }
        Lines.fill(events, distance);
    }

    @TearDown
    public void close() throws IOException {
        espalier.close();
        if (postgres != null) postgres.close();
    }

    @Benchmark
    public Receipt ours() {
        return append(seen);
    }

    @Benchmark
    public Receipt floor() {
        return append(ExpectedVersion.any());
    }

    private Receipt append(AppendCondition condition) {
        String invoice = numbers.next();
        return espalier.eventStoreService().append(Lines.AGGREGATE.stream(invoice), condition, Lines.line(invoice, 1));
    }
}
