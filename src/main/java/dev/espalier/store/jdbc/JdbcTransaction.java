package dev.espalier.store.jdbc;

import dev.espalier.infrastructure.EventEnvelope;
import dev.espalier.infrastructure.EventStream;
import dev.espalier.infrastructure.InvalidInputException;
import dev.espalier.infrastructure.ReadRange;
import dev.espalier.infrastructure.Receipt;
import dev.espalier.infrastructure.StreamId;
import dev.espalier.infrastructure.UnsuitableTransactionException;
import dev.espalier.store.AggregateSnapshot;
import dev.espalier.store.AggregateSnapshotLog;
import dev.espalier.store.Append;
import dev.espalier.store.CommandKey;
import dev.espalier.store.CommandLog;
import dev.espalier.store.EventType;
import dev.espalier.store.Hooks;
import dev.espalier.store.JoinedTransaction;
import dev.espalier.store.StoredQuery;
import java.sql.Connection;
import java.util.Optional;
import java.util.UUID;

/**
 * A transaction of the application's own on its JDBC connection, as {@link JdbcEventStore#in} joins it. Reads see what the
 * transaction itself has appended. An append that fails is taken back and leaves the transaction usable, so the application
 * decides whether to go on.
 *
 * <p>To be used by one thread, for one transaction, until {@link #committed()} or {@link #rolledBack()}. The connection is
 * never committed, closed or changed, nor rolled back, save on MariaDB when {@link #complete()} fails: nothing else there
 * keeps rows from being committed without their events.
 */
public final class JdbcTransaction implements JoinedTransaction, CommandLog, AggregateSnapshotLog {
    private final Connection connection;
    private final JoinedProtocol joined;
    private final Reader reader;
    private final Hooks hooks = new Hooks();
    private boolean appended;
    private boolean completed;
    private boolean over;

    JdbcTransaction(Connection connection, JoinedProtocol joined) {
        this.connection = connection;
        this.joined = joined;
        this.reader = new Reader(joined.reads(), joined::pending);
    }

    /**
     * {@inheritDoc}
     *
     * @throws UnsuitableTransactionException when the transaction cannot keep what an append promises, or after {@link
     *     #complete()}
     */
    @Override
    public Receipt append(Append append) {
        refuseWhenComplete();
        Receipt receipt = joined.append(append, hooks);
        appended = true;
        return receipt;
    }

    /**
     * {@inheritDoc} A command of this transaction itself counts: sent twice in it, it happens once.
     *
     * @throws UnsuitableTransactionException as {@link #append} does
     */
    @Override
    public Optional<Receipt> repeated(CommandKey command, EventType.Lookup types) {
        refuseWhenComplete();
        joined.lock(command);
        return Commands.find(command, joined.reads(), reader, types);
    }

    @Override
    public void handled(CommandKey command, Receipt receipt) {
        joined.record(command, receipt);
    }

    private void refuseWhenComplete() {
        if (completed || over)
            throw new UnsuitableTransactionException("the transaction is complete; nothing is appended any more", null);
    }

    @Override
    public EventStream read(StreamId stream, ReadRange range, EventType.Lookup types) {
        return reader.read(stream, range, types);
    }

    @Override
    public EventStream read(StoredQuery query, ReadRange range, EventType.Lookup types) {
        return reader.read(query, range, types);
    }

    @Override
    public Optional<AggregateSnapshot> snapshot(String name, StreamId stream) {
        return Snapshots.find(name, stream, joined.reads());
    }

    @Override
    public Optional<EventEnvelope> find(UUID id, EventType.Lookup types) {
        return reader.find(id, types);
    }

    @Override
    public long head() {
        return reader.head();
    }

    /**
     * The connection, as it was given.
     *
     * @throws InvalidInputException when something else than a {@link Connection} is asked for
     */
    @Override
    public <T> T as(Class<T> handle) {
        return new LentTransaction(connection, hooks).as(handle);
    }

    @Override
    public void afterCommit(Runnable action) {
        hooks.afterCommit(action);
    }

    @Override
    public void onRollback(Runnable undo) {
        hooks.onRollback(undo);
    }

    @Override
    public void complete() {
        if (over) throw new UnsuitableTransactionException("the transaction is over", null);
        joined.complete();
        completed = true;
    }

    /**
     * {@inheritDoc}
     *
     * @throws UnsuitableTransactionException when events were appended and {@link #complete()} was not called: some
     *     databases store nothing then
     */
    @Override
    public void committed() {
        if (over) return;
        over = true;
        if (appended && !joined.isStored()) {
            hooks.rolledBack();
            throw new UnsuitableTransactionException(
                    "nothing was stored: complete() was not called, or has failed, so that the database has rolled the"
                            + " transaction back at the commit, whatever its driver said",
                    null);
        }
        hooks.committed();
        if (appended && !completed)
            throw new UnsuitableTransactionException(
                    "the transaction was committed without complete(): call it right before the commit", null);
    }

    @Override
    public void rolledBack() {
        if (over) return;
        over = true;
        hooks.rolledBack();
    }
}
