package dev.espalier.jmh;

import dev.espalier.Espalier;
import dev.espalier.infrastructure.ExpectedVersion;
import dev.espalier.infrastructure.StreamId;
import dev.espalier.jmh.Lines.AddLine;
import dev.espalier.store.memory.InMemoryEventStore;
import java.util.List;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/** What is allocated in memory: an append beyond the caller's own objects, a command beyond load, fold and append by hand. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@Warmup(iterations = 20)
@Measurement(iterations = 10)
public class Allocation extends Measured {
    private static final int EVENTS = 50_000;

    private Espalier espalier;
    private InvoiceNumbers numbers;

    /** A fresh store, or it would grow without end. */
    @Setup(Level.Invocation)
    public void open() {
        espalier = Lines.on(new InMemoryEventStore()).open();
        numbers = new InvoiceNumbers();
    }

    @Benchmark
    @OperationsPerInvocation(EVENTS)
    public void floorAppend(Blackhole hole) {
        for (int i = 0; i < EVENTS; i++) {
            String invoice = numbers.next();
            hole.consume(Lines.AGGREGATE.stream(invoice));
            hole.consume(ExpectedVersion.exactly(numbers.version()));
            hole.consume(Lines.line(invoice, 1));
        }
    }

    @Benchmark
    @OperationsPerInvocation(EVENTS)
    public void oursAppend(Blackhole hole) {
        for (int i = 0; i < EVENTS; i++) hole.consume(append(numbers.next()));
    }

    @Benchmark
    @OperationsPerInvocation(EVENTS)
    public void floorSend(Blackhole hole) {
        for (int i = 0; i < EVENTS; i++) {
            String invoice = numbers.next();
            hole.consume(new AddLine(invoice, 1));
            StreamId stream = Lines.AGGREGATE.stream(invoice);
            Integer lines = Lines.AGGREGATE.initial();
            try (var events = espalier.eventStoreService().read(stream)) {
                for (var each : events) lines = Lines.AGGREGATE.evolve(lines, each.event());
                hole.consume(espalier.eventStoreService()
                        .append(
                                stream,
                                ExpectedVersion.exactly(events.head()),
                                List.of(Lines.line(invoice, lines + 1))));
            }
        }
    }

    @Benchmark
    @OperationsPerInvocation(EVENTS)
    public void oursSend(Blackhole hole) {
        for (int i = 0; i < EVENTS; i++) hole.consume(espalier.send(new AddLine(numbers.next(), 1)));
    }

    private Object append(String invoice) {
        return espalier.eventStoreService()
                .append(
                        Lines.AGGREGATE.stream(invoice),
                        ExpectedVersion.exactly(numbers.version()),
                        Lines.line(invoice, 1));
    }
}
