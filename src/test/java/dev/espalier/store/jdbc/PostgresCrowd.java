package dev.espalier.store.jdbc;

import dev.espalier.infrastructure.ExpectedVersion;
import dev.espalier.infrastructure.StreamId;
import dev.espalier.store.Append;
import dev.espalier.store.Participant;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;

/**
 * Callers that share one commit for certain: somebody holds the sequencer, two appends occupy the lanes, and all others queue
 * behind them in the order in which they are asked. One of the two is ended and never stored.
 */
final class PostgresCrowd implements AutoCloseable {
    private final DataSource source;
    private final String prefix;
    private final JdbcEventStore store;
    private final Connection holder;
    private final List<Caller> lanes = new ArrayList<>();
    private boolean gathered;

    PostgresCrowd(DataSource source, String prefix, JdbcEventStore store) throws SQLException {
        this.source = source;
        this.prefix = prefix;
        this.store = store;
        holder = source.getConnection();
        holder.setAutoCommit(false);
        PostgresServer.number(
                holder, "select count(pg_advisory_xact_lock('" + prefix + "events'::regclass::oid::int, 0))");
        for (int lane = 1; lane <= 2; lane++) {
            var stream = new StreamId("lane", "" + lane);
            lanes.add(new Caller(
                    store, Append.of(stream, ExpectedVersion.any(), Noted.in(stream, "lane"), Participant.NONE)));
            awaitWaiting(lane);
        }
    }

    private void awaitWaiting(int backends) throws SQLException {
        long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
        while (PostgresServer.number(source, "select count(*)" + waiting()) < backends)
            if (System.nanoTime() - deadline > 0) throw new AssertionError("nobody waits for the sequencer");
    }

    private String waiting() {
        return " from pg_locks where locktype = 'advisory' and not granted and objid = 0 and classid = '" + prefix
                + "events'::regclass";
    }

    /** Ends the connection of one lane, so that all who queue are taken, by a transaction that waits for the sequencer. */
    void gather() throws SQLException {
        if (gathered) return;
        gathered = true;
        endWaiting(" limit 1");
        while (lanes.stream().noneMatch(lane -> lane.isDone())) Thread.onSpinWait();
        awaitWaiting(2);
    }

    /** Ends the connections of all that wait for the sequencer. */
    void endAll() throws SQLException {
        endWaiting("");
    }

    private void endWaiting(String limit) throws SQLException {
        PostgresServer.number(
                source, "select count(pg_terminate_backend(pid, 10000)) from (select pid" + waiting() + limit + ") w");
    }

    /** One more caller, in the queue. */
    Caller ask(Append append) {
        return Caller.queue(store, append);
    }

    /** Lets all who queue go on, together. */
    void release() throws SQLException {
        gather();
        disperse();
    }

    /** Lets everybody go on as it comes. */
    void disperse() throws SQLException {
        gathered = true;
        holder.rollback();
    }

    @Override
    public void close() throws SQLException {
        release();
        holder.close();
        for (Caller lane : lanes) lane.outcome();
    }
}
