package dev.espalier.testing;

import dev.espalier.infrastructure.EventEnvelope;
import dev.espalier.infrastructure.Projector;
import dev.espalier.infrastructure.Transaction;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** Notes that are kept in a table. */
class SimulatedTable extends SimulatedNotes {
    private final Connection connection;

    SimulatedTable(Connection connection) throws SQLException {
        this.connection = connection;
        try (var statement = connection.createStatement()) {
            statement.execute("create table note(stream text, place int, version int, primary key (stream, place))");
        }
    }

    /** Behind what the table has of the stream. */
    private final class Notes extends Projector {
        Notes() {
            super("notes");
            on(Noted.class, this::note);
        }

        private void note(Noted event, EventEnvelope envelope, Transaction transaction) throws SQLException {
            String stream = envelope.stream().key();
            try (var insert = connection(transaction)
                    .prepareStatement("insert into note select ?, count(*), ? from note where stream = ?")) {
                insert.setString(1, stream);
                insert.setLong(2, envelope.version());
                insert.setString(3, stream);
                insert.executeUpdate();
            }
            fail(event.number());
        }
    }

    Connection connection(Transaction transaction) {
        return transaction.as(Connection.class);
    }

    @Override
    public List<? extends Projector> projectors() {
        return List.of(new Notes());
    }

    @Override
    public Object rows() {
        var all = new TreeMap<String, List<Long>>();
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery("select stream, version from note order by stream, place")) {
            while (rows.next())
                all.computeIfAbsent(rows.getString(1), none -> new ArrayList<>())
                        .add(rows.getLong(2));
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        return all;
    }
}
