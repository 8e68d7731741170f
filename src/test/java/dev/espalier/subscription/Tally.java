package dev.espalier.subscription;

import dev.espalier.infrastructure.EventEnvelope;
import dev.espalier.infrastructure.Transaction;
import dev.espalier.infrastructure.ViewModel;
import dev.espalier.subscription.Ground.Database;
import dev.espalier.subscription.Noting.Noted;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.function.Consumer;

/** A view of notes: the position of each, which can be there only once. */
final class Tally extends ViewModel {
    /** All notes are of one stream; so their places are divided. */
    static final PartitionKey PLACE = new PartitionKey("place", event -> String.valueOf(event.position()));

    /** What happens in between. */
    @FunctionalInterface
    interface At {
        void happens(Transaction transaction) throws Exception;
    }

    /** What versions in memory have for tables. */
    static final class Tables {
        final Map<String, ConcurrentSkipListSet<Long>> all = new ConcurrentHashMap<>();
    }

    private final Ground ground;
    private final Tables tables;
    private final String table;
    private volatile At creating = transaction -> {};
    private volatile At verifying = transaction -> {};
    private volatile Consumer<String> before = text -> {};

    Tally(Ground ground, Tables tables, int version) {
        super("tally", version);
        this.ground = ground;
        this.tables = tables;
        this.table = (ground instanceof Database database ? database.prefix() : "") + "tally_" + version;
        on(Noted.class, this::add);
    }

    Tally creating(At what) {
        creating = what;
        return this;
    }

    Tally verifying(At what) {
        verifying = what;
        return this;
    }

    Tally before(Consumer<String> what) {
        before = what;
        return this;
    }

    private void add(Noted event, EventEnvelope envelope, Transaction transaction) throws SQLException {
        before.accept(event.text());
        long position = envelope.position();
        if (ground instanceof Database) {
            run(transaction, "insert into " + table + " (position) values (" + position + ")");
            return;
        }
        var rows = tables.all.get(table);
        if (!rows.add(position)) throw new IllegalStateException("twice: " + position);
        transaction.onRollback(() -> rows.remove(position));
    }

    @Override
    public void create(Transaction transaction) throws Exception {
        drop(transaction);
        creating.happens(transaction);
        if (ground instanceof Database)
            run(transaction, "create table " + table + " (position bigint not null primary key)");
        else tables.all.put(table, new ConcurrentSkipListSet<>());
    }

    @Override
    public void drop(Transaction transaction) throws SQLException {
        if (ground instanceof Database) run(transaction, "drop table if exists " + table);
        else tables.all.remove(table);
    }

    @Override
    public void verify(Transaction transaction) throws Exception {
        verifying.happens(transaction);
    }

    private static void run(Transaction transaction, String sql) throws SQLException {
        try (var statement = transaction.as(Connection.class).createStatement()) {
            statement.execute(sql);
        }
    }

    /** As it is in a transaction. */
    List<Long> rows(Transaction transaction) throws SQLException {
        return ground instanceof Database ? rows(transaction.as(Connection.class)) : List.copyOf(tables.all.get(table));
    }

    private List<Long> rows(Connection connection) throws SQLException {
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery("select position from " + table + " order by position")) {
            var found = new ArrayList<Long>();
            while (rows.next()) found.add(rows.getLong(1));
            return found;
        }
    }

    /** As everybody sees it. */
    List<Long> rows() {
        if (!(ground instanceof Database database)) return List.copyOf(tables.all.get(table));
        try (Connection connection = database.source().getConnection()) {
            return rows(connection);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    boolean hasTable() {
        try {
            return ground instanceof Database ? rows() != null : tables.all.containsKey(table);
        } catch (IllegalStateException missing) {
            return false;
        }
    }
}
