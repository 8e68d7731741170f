package dev.espalier.store.jdbc;

import dev.espalier.infrastructure.EspalierException;
import dev.espalier.infrastructure.OutcomeUnknownException;
import dev.espalier.infrastructure.Receipt;
import dev.espalier.infrastructure.StreamId;
import dev.espalier.infrastructure.UnsuitableTransactionException;
import dev.espalier.jdbc.SqlWork;
import dev.espalier.jdbc.Statements;
import dev.espalier.store.AggregateSnapshot;
import dev.espalier.store.AggregateSnapshotLog;
import dev.espalier.store.Append;
import dev.espalier.store.CommandKey;
import dev.espalier.store.CommandLog;
import dev.espalier.store.EventType;
import dev.espalier.store.Hooks;
import dev.espalier.store.UnitOfWork;
import dev.espalier.store.jdbc.SharedAppends.Alone;
import dev.espalier.store.jdbc.SharedAppends.Answer;
import dev.espalier.store.jdbc.SharedAppends.Refused;
import dev.espalier.store.jdbc.SharedAppends.Stored;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A transaction of ours. It holds the write lock from its beginning, so what it reads is what its append will find: a
 * command meets no conflict on what it read here.
 */
final class SqliteWork extends ReaderLog implements UnitOfWork, CommandLog, AggregateSnapshotLog {
    private final SqliteProtocol protocol;
    private final Statements sql;
    private final Reader reader;
    private final Hooks hooks = new Hooks();
    private @Nullable Receipt receipt;
    private boolean open = true;

    SqliteWork(SqliteProtocol protocol, Statements sql) {
        this.protocol = protocol;
        this.sql = sql;
        this.reader = new Reader(this::with);
    }

    @Override
    public Receipt append(Append append) {
        protocol.check(append);
        if (receipt != null) throw new UnsuitableTransactionException("a unit of work takes one append", null);
        return receipt = with(statements -> protocol.append(append, statements, hooks));
    }

    /** Appends of several callers, each of which is accepted or refused by itself, and the commit. */
    List<Answer> together(List<Append> appends) {
        var answers = new ArrayList<Answer>(appends.size());
        try {
            for (Append append : appends) answers.add(answer(append));
        } catch (SQLException | RuntimeException | Error e) {
            end();
            return Answer.alone(appends.size());
        }
        try {
            sql.run("commit");
        } catch (SQLException e) {
            end();
            answers.replaceAll(each -> settled(each, e));
            return answers;
        }
        open = false;
        protocol.release(sql, true);
        for (Answer each : answers) if (each instanceof Stored stored) protocol.remember(stored.receipt());
        return answers;
    }

    /** What is refused has written nothing. */
    private Answer answer(Append append) throws SQLException {
        try {
            return new Stored(protocol.append(append, sql, hooks));
        } catch (EspalierException refusal) {
            return new Refused(refusal);
        }
    }

    /** What an append has come to in a transaction whose commit failed. */
    private Answer settled(Answer answer, SQLException cause) {
        if (!(answer instanceof Stored stored) || !stored.isNew()) return new Alone();
        try {
            protocol.settle(stored.ids(), cause, hooks);
            return answer;
        } catch (OutcomeUnknownException unknown) {
            return new Refused(unknown);
        } catch (EspalierException notStored) {
            return new Alone();
        }
    }

    /** The write lock is held already, so nobody handles any command meanwhile. */
    @Override
    public Optional<Receipt> repeated(CommandKey command, EventType.Lookup types) {
        return Commands.find(command, this::with, reader, types);
    }

    @Override
    public void handled(CommandKey command, Receipt result) {
        with(statements -> protocol.record(command, result, statements));
    }

    @Override
    Reader reader() {
        return reader;
    }

    @Override
    public Optional<AggregateSnapshot> snapshot(String name, StreamId stream) {
        return Snapshots.find(name, stream, this::with);
    }

    <T> T with(SqlWork<T> work) {
        if (!open) throw new UnsuitableTransactionException("the unit of work is over", null);
        protocol.refuseWhenClosed();
        try {
            return work.on(sql);
        } catch (SQLException e) {
            throw protocol.failure("append", e);
        }
    }

    @Override
    public void commit() {
        if (!open) throw new UnsuitableTransactionException("the unit of work is over", null);
        List<UUID> ids = receipt == null || receipt.replayed() ? List.of() : Appended.ids(receipt);
        try {
            sql.run("commit");
        } catch (SQLException e) {
            end();
            protocol.settle(ids, e, hooks);
            return;
        }
        if (receipt != null) protocol.remember(receipt);
        open = false;
        protocol.release(sql, true);
        hooks.committed();
    }

    @Override
    public void close() {
        if (!open) return;
        end();
        hooks.rolledBack();
    }

    /** On every path that is not a commit. */
    private void end() {
        open = false;
        protocol.rollBack(sql);
    }
}
