package dev.espalier.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** One connection and what was prepared on it, each text once. To be used by one thread. Closing it leaves the connection open. */
public final class Statements implements AutoCloseable {
    /** Reads a result. */
    @FunctionalInterface
    public interface Rows<T> {
        /** Called before the first row. */
        T read(ResultSet rows) throws SQLException;
    }

    private static final int MOST_PREPARED = 64;

    private final Connection connection;
    private final Names names;
    private final String before;
    private final String after;
    private final Map<String, PreparedStatement> prepared = new HashMap<>();

    /** On this connection, with the names of one store. */
    public Statements(Connection connection, Names names) {
        this(connection, names, "", "");
    }

    /** With statements of ours around each query, sent in one trip with it. */
    public Statements(Connection connection, Names names, String before, String after) {
        this.connection = connection;
        this.names = names;
        this.before = before;
        this.after = after;
    }

    /** The same connection, with a statement of ours in front of each query. */
    public Statements preceded(String statement) {
        return new Statements(connection, names, statement, after);
    }

    /** Whose statements these are. */
    public Connection connection() {
        return connection;
    }

    /** A statement for this text, with table names in braces. */
    public PreparedStatement prepare(String sql) throws SQLException {
        return prepare(List.of(sql));
    }

    /** The same for a text in parts. */
    public PreparedStatement prepare(List<String> parts) throws SQLException {
        String text = names.in(parts);
        PreparedStatement known = prepared.get(text);
        if (known != null) return known;
        PreparedStatement made = connection.prepareStatement(text);
        prepared.put(text, made);
        return made;
    }

    /** Runs what has neither parameters nor result. */
    public void run(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(names.in(sql));
        }
    }

    /** Queries. The result is read before this returns, so nothing stays open between two calls. */
    public <T> T query(String sql, Rows<T> reader, Object... parameters) throws SQLException {
        PreparedStatement statement = prepare(List.of(before, sql, after));
        set(statement, parameters);
        try (ResultSet rows = rows(statement)) {
            return reader.read(rows);
        }
    }

    /** What stands around the query returns no rows. */
    private static ResultSet rows(PreparedStatement statement) throws SQLException {
        boolean found = statement.execute();
        while (!found && statement.getUpdateCount() >= 0) found = statement.getMoreResults();
        return statement.getResultSet();
    }

    /** The one number that a query returns; 0 for null and for no row. */
    public long number(String sql, Object... parameters) throws SQLException {
        return query(sql, rows -> rows.next() ? rows.getLong(1) : 0L, parameters);
    }

    /** Writes. */
    public int update(String sql, Object... parameters) throws SQLException {
        PreparedStatement statement = prepare(sql);
        set(statement, parameters);
        return statement.executeUpdate();
    }

    private static void set(PreparedStatement statement, Object... parameters) throws SQLException {
        for (int i = 0; i < parameters.length; i++) {
            Object value = parameters[i];
            if (value instanceof String text) statement.setString(i + 1, text);
            else if (value instanceof byte[] bytes) statement.setBytes(i + 1, bytes);
            else if (value instanceof UUID id) statement.setObject(i + 1, id);
            else statement.setLong(i + 1, ((Number) value).longValue());
        }
    }

    /** Forgets what was prepared when it has become much: texts that are made for one query only pile up. */
    public void trim() throws SQLException {
        if (prepared.size() > MOST_PREPARED) close();
    }

    @Override
    public void close() throws SQLException {
        for (PreparedStatement statement : prepared.values()) statement.close();
        prepared.clear();
    }

    /** Closes the connection as well. */
    public void end() throws SQLException {
        try {
            close();
        } finally {
            connection.close();
        }
    }
}
