package dev.espalier.store.jdbc;

import dev.espalier.jdbc.SqlState;
import dev.espalier.jdbc.Statements;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Several statements that are sent in one trip, and their parameters. */
final class PostgresText {
    /** The last column of the one result that is looked for. */
    private static final String LABEL = "espalier_outcome";

    /** An array as a parameter. */
    private record Many(String type, Object[] values) {}

    private final StringBuilder sql = new StringBuilder();
    private final List<@Nullable Object> parameters = new ArrayList<>();

    PostgresText add(String text, Object... values) {
        sql.append(text);
        Collections.addAll(parameters, values);
        return this;
    }

    PostgresText addAll(String text, List<Object> values) {
        sql.append(text);
        parameters.addAll(values);
        return this;
    }

    boolean isEmpty() {
        return sql.length() == 0;
    }

    static Object texts(@Nullable String[] values) {
        return new Many("text", values);
    }

    static Object numbers(int... values) {
        return new Many("int4", Arrays.stream(values).boxed().toArray());
    }

    static Object numbers(long... values) {
        return new Many("int8", Arrays.stream(values).boxed().toArray());
    }

    static Object bytes(byte[][] values) {
        return new Many("bytea", values);
    }

    static Object ids(@Nullable UUID[] values) {
        return new Many("uuid", values);
    }

    /** Runs all of it, and reads the one result whose last column is labelled as ours. */
    <T> T run(Statements statements, Statements.Rows<T> reader) throws SQLException {
        return runAll(statements, reader).get(0);
    }

    /** Runs all of it, and reads each result whose last column is labelled as ours; there is at least one. */
    <T> List<T> runAll(Statements statements, Statements.Rows<T> reader) throws SQLException {
        PreparedStatement statement = statements.prepare(sql.toString());
        var arrays = new ArrayList<Array>();
        try {
            bind(statement, statements.connection(), arrays);
            var read = new ArrayList<T>(1);
            for (boolean rows = statement.execute();
                    rows || statement.getUpdateCount() >= 0;
                    rows = statement.getMoreResults()) {
                if (!rows) continue;
                try (ResultSet result = statement.getResultSet()) {
                    ResultSetMetaData columns = result.getMetaData();
                    if (columns.getColumnLabel(columns.getColumnCount()).equals(LABEL)) read.add(reader.read(result));
                }
            }
            if (read.isEmpty()) throw new SQLException("no outcome was returned");
            refuseWarnings(statement);
            return read;
        } finally {
            for (Array array : arrays) array.free();
        }
    }

    /** A commit that no longer waits for its standby is done here and unknown there; it is told by a warning alone. */
    private static void refuseWarnings(PreparedStatement statement) throws SQLException {
        for (SQLWarning warning = statement.getWarnings(); warning != null; warning = warning.getNextWarning())
            if (SqlState.is(warning, SqlState.WARNING)) throw warning;
    }

    private void bind(PreparedStatement statement, Connection connection, List<Array> arrays) throws SQLException {
        for (int i = 0; i < parameters.size(); i++) {
            Object value = parameters.get(i);
            if (value instanceof Many many) {
                Array array = connection.createArrayOf(many.type(), many.values());
                arrays.add(array);
                statement.setArray(i + 1, array);
            } else if (value instanceof String text) statement.setString(i + 1, text);
            else if (value instanceof UUID id) statement.setObject(i + 1, id);
            else if (value instanceof Integer number) statement.setInt(i + 1, number);
            else statement.setLong(i + 1, ((Number) value).longValue());
        }
    }
}
