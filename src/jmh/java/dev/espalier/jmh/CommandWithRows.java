package dev.espalier.jmh;

import dev.espalier.Espalier;
import dev.espalier.infrastructure.SnapshotUpdateService;
import dev.espalier.jmh.Lines.AddLine;
import dev.espalier.jmh.Lines.LineAdded;
import dev.espalier.store.jdbc.JdbcEventStore;
import dev.espalier.store.jdbc.JdbcTransaction;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Threads;

/**
 * W7: a command with a snapshot update service on PostgreSQL, in a transaction of the store's or (W7b) of the caller's. By hand:
 * load the stream, write the row, the event, commit.
 */
@State(Scope.Benchmark)
public class CommandWithRows extends Measured {
    private final ByHand hand = new ByHand(true);
    private Postgres postgres;
    private JdbcEventStore store;
    private Espalier espalier;

    /** Whose invoices these are. */
    @State(Scope.Thread)
    public static class Mine {
        final InvoiceNumbers numbers = new InvoiceNumbers();
    }

    private static final class Rows extends SnapshotUpdateService {
        private Rows() {
            on(LineAdded.class, (event, transaction) -> ByHand.row(transaction.as(Connection.class), event.invoice()));
            ignore(Lines.Reserved.class);
        }
    }

    @Setup
    public void open() throws IOException, SQLException {
        postgres = new Postgres(34);
        try (Connection connection = postgres.pool.getConnection()) {
            hand.create(connection);
        }
        store = new JdbcEventStore(postgres.pool);
        espalier = Lines.on(store).update(new Rows()).open();
    }

    @TearDown
    public void close() throws IOException {
        espalier.close();
        postgres.close();
    }

    @Benchmark
    @Threads(1)
    public void ours1(Mine mine) {
        ours(mine);
    }

    @Benchmark
    @Threads(8)
    public void ours8(Mine mine) {
        ours(mine);
    }

    @Benchmark
    @Threads(32)
    public void ours32(Mine mine) {
        ours(mine);
    }

    @Benchmark
    @Threads(1)
    public void floor1(Mine mine) throws SQLException {
        floor(mine);
    }

    @Benchmark
    @Threads(8)
    public void floor8(Mine mine) throws SQLException {
        floor(mine);
    }

    @Benchmark
    @Threads(32)
    public void floor32(Mine mine) throws SQLException {
        floor(mine);
    }

    @Benchmark
    @Threads(1)
    public void oursJoined1(Mine mine) throws SQLException {
        joined(mine);
    }

    @Benchmark
    @Threads(8)
    public void oursJoined8(Mine mine) throws SQLException {
        joined(mine);
    }

    @Benchmark
    @Threads(1)
    public void floorJoined1(Mine mine) throws SQLException {
        floor(mine);
    }

    @Benchmark
    @Threads(8)
    public void floorJoined8(Mine mine) throws SQLException {
        floor(mine);
    }

    private void ours(Mine mine) {
        espalier.send(new AddLine(mine.numbers.next(), 1));
    }

    private void joined(Mine mine) throws SQLException {
        try (Connection connection = postgres.pool.getConnection()) {
            connection.setAutoCommit(false);
            JdbcTransaction joined = store.in(connection);
            espalier.in(joined).send(new AddLine(mine.numbers.next(), 1));
            joined.complete();
            connection.commit();
            joined.committed();
            connection.setAutoCommit(true);
        }
    }

    private void floor(Mine mine) throws SQLException {
        try (Connection connection = postgres.pool.getConnection()) {
            connection.setAutoCommit(false);
            String invoice = mine.numbers.next();
            int lines = hand.load(connection, invoice).size();
            ByHand.row(connection, invoice);
            hand.append(connection, Lines.line(invoice, lines + 1), lines);
            connection.commit();
            connection.setAutoCommit(true);
        }
    }
}
