package dev.espalier.jmh;

import dev.espalier.Espalier;
import dev.espalier.infrastructure.ExpectedVersion;
import dev.espalier.infrastructure.Query;
import dev.espalier.infrastructure.Receipt;
import dev.espalier.jmh.Lines.AddLine;
import dev.espalier.jmh.Lines.LineAdded;
import dev.espalier.store.jdbc.JdbcEventStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.sqlite.SQLiteDataSource;

/** W9: SQLite with write-ahead log and synchronous FULL. By hand: one connection that stays open. */
@State(Scope.Benchmark)
public class OnSqlite extends Measured {
    private static final int STORED = 20_000;

    private final ByHand hand = new ByHand(false);
    private final InvoiceNumbers numbers = new InvoiceNumbers();
    private Espalier espalier;
    private Espalier full;
    private Connection connection;
    private Connection fullConnection;

    private static SQLiteDataSource source() throws IOException {
        var source = new SQLiteDataSource();
        source.setUrl("jdbc:sqlite:"
                + Files.createTempDirectory(Path.of("target"), "jmh").resolve("events.db"));
        return source;
    }

    private Connection byHand() throws IOException, SQLException {
        Connection made = source().getConnection();
        run(made, "pragma journal_mode = wal");
        run(made, "pragma synchronous = full");
        hand.create(made);
        return made;
    }

    private static void run(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @Setup
    public void open() throws IOException, SQLException {
        espalier = Lines.on(new JdbcEventStore(source())).open();
        full = Lines.on(new JdbcEventStore(source())).open();
        Lines.fill(full.eventStoreService(), STORED);
        connection = byHand();
        fullConnection = byHand();
        fullConnection.setAutoCommit(false);
        for (int i = 0; i < STORED; i++) hand.append(fullConnection, Lines.line("filled-" + i, 0), 0);
        fullConnection.commit();
        fullConnection.setAutoCommit(true);
    }

    @TearDown
    public void close() throws SQLException {
        espalier.close();
        full.close();
        connection.close();
        fullConnection.close();
    }

    @Benchmark
    public Receipt oursAppend() {
        String invoice = numbers.next();
        return espalier.eventStoreService()
                .append(
                        Lines.AGGREGATE.stream(invoice),
                        ExpectedVersion.exactly(numbers.version()),
                        Lines.line(invoice, numbers.version()));
    }

    @Benchmark
    public void floorAppend() throws SQLException {
        String invoice = numbers.next();
        hand.append(connection, Lines.line(invoice, numbers.version()), numbers.version());
    }

    @Benchmark
    public Receipt oursHandle() {
        return espalier.send(new AddLine(numbers.next(), 1));
    }

    @Benchmark
    public void floorHandle() throws SQLException {
        run(connection, "begin immediate");
        hand.handle(connection, numbers.next());
        run(connection, "commit");
    }

    @Benchmark
    @OperationsPerInvocation(STORED)
    public long oursReplay() {
        long read = 0;
        try (var events = full.eventStoreService().read(Query.all())) {
            for (var each : events) read += ((LineAdded) each.event()).quantity();
        }
        return read;
    }

    @Benchmark
    @OperationsPerInvocation(STORED)
    public long floorReplay() throws SQLException {
        return hand.replay(fullConnection);
    }
}
