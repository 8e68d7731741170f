package dev.espalier.store.jdbc;

import dev.espalier.infrastructure.ServiceMode;
import dev.espalier.infrastructure.Transaction;
import dev.espalier.jdbc.Failures;
import dev.espalier.jdbc.SqlWork;
import dev.espalier.jdbc.Statements;
import dev.espalier.store.Checkpoint;
import dev.espalier.store.Hooks;
import dev.espalier.store.ViewCheckpoints;
import dev.espalier.store.ViewPointer;
import java.sql.SQLException;
import java.util.Optional;
import java.util.function.Consumer;

/** A change of a view in a transaction of ours, which others who change the same view wait for. */
final class JdbcViewChange implements ViewCheckpoints.Change {
    private static final String FIND = "select live, former from {views} where view_name = ?";
    private static final String POINT = "update {views} set live = ?, former = ? where view_name = ?";
    private static final String REMOVE = "delete from {checkpoints} where subscription = ?";
    private static final String REMOVE_SET_ASIDE = "delete from {set_aside} where subscription = ?";

    private final Statements sql;
    private final Hooks hooks;
    private final String view;
    private final CheckpointDialect dialect;
    private final Failures failures;
    private final String waitAtMost;
    private ViewPointer pointer;

    /** Waits for its turn. */
    JdbcViewChange(Statements sql, Hooks hooks, String view, CheckpointDatabase database) {
        this.sql = sql;
        this.hooks = hooks;
        this.view = view;
        this.dialect = database.dialect;
        this.failures = database.failures;
        this.waitAtMost = dialect.waitAtMost(database.lockWait);
        this.pointer = with(this::lock);
    }

    static ViewPointer find(Statements sql, String view) throws SQLException {
        return find(sql, FIND, view);
    }

    private static ViewPointer find(Statements sql, String query, String view) throws SQLException {
        return sql.query(
                query, row -> row.next() ? new ViewPointer(row.getInt(1), row.getInt(2)) : ViewPointer.NONE, view);
    }

    private <T> T with(SqlWork<T> work) {
        try {
            return work.on(sql);
        } catch (SQLException e) {
            throw failures.of("change view " + view, e);
        }
    }

    /** A lock on a row needs the row. */
    private ViewPointer lock(Statements own) throws SQLException {
        own.update(dialect.insertView(), view);
        try (var waiting = own.preceded(waitAtMost)) {
            return find(waiting, FIND + dialect.forUpdate(), view);
        }
    }

    @Override
    public ViewPointer pointer() {
        return pointer;
    }

    @Override
    public void point(ViewPointer to) {
        with(own -> own.update(POINT, to.live(), to.former(), view));
        pointer = to;
    }

    @Override
    public Optional<Checkpoint> hold(String subscription) {
        return with(own -> {
            try (var waiting = own.preceded(waitAtMost)) {
                return CheckpointRow.at(waiting, dialect.lock(), subscription);
            }
        });
    }

    @Override
    public void put(String subscription, Checkpoint at) {
        with(own -> {
            own.update(dialect.insert(), CheckpointRow.values(at, subscription));
            return own.update(dialect.update(), CheckpointRow.values(at, subscription));
        });
    }

    @Override
    public void remove(String subscription) {
        with(own -> own.update(REMOVE_SET_ASIDE, subscription) + own.update(REMOVE, subscription));
    }

    @Override
    public void mode(String service, ServiceMode to) {
        with(own -> {
            try (var waiting = own.preceded(waitAtMost)) {
                return JdbcServiceModes.change(waiting, dialect, service, to);
            }
        });
    }

    @Override
    public void rows(Consumer<Transaction> work) {
        with(own -> dialect.write(own, transaction -> done(work, transaction), hooks));
    }

    @Override
    public void tables(Consumer<Transaction> work) {
        with(own -> dialect.lend(own, transaction -> done(work, transaction), hooks));
    }

    private static boolean done(Consumer<Transaction> work, Transaction transaction) {
        work.accept(transaction);
        return true;
    }
}
