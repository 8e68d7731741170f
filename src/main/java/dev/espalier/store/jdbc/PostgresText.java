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
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Several statements that are sent in one trip, and their parameters. */
final class PostgresText {
    /** The last column of the one result that is looked for. */
    private static final String LABEL = "espalier_outcome";

    private final List<String> parts = new ArrayList<>();
    private final List<@Nullable Object> parameters = new ArrayList<>();

    PostgresText add(String text, Object... values) {
        parts.add(text);
        Collections.addAll(parameters, values);
        return this;
    }

    PostgresText addAll(String text, List<Object> values) {
        parts.add(text);
        parameters.addAll(values);
        return this;
    }

    boolean isEmpty() {
        return parts.isEmpty();
    }

    /** An array is one parameter. */
    static Object texts(@Nullable String[] values) {
        return values;
    }

    static Object numbers(int... values) {
        return values;
    }

    static Object numbers(long... values) {
        return values;
    }

    static Object numbers(List<Integer> values) {
        return values.stream().mapToInt(value -> value).toArray();
    }

    static Object bytes(byte[][] values) {
        return values;
    }

    static Object ids(@Nullable UUID[] values) {
        return values;
    }

    /** Runs all of it, and reads the one result whose last column is labelled as ours. */
    <T> T run(Statements statements, Statements.Rows<T> reader) throws SQLException {
        return runAll(statements, reader).get(0);
    }

    /** Runs all of it, and reads each result whose last column is labelled as ours; there is at least one. */
    <T> List<T> runAll(Statements statements, Statements.Rows<T> reader) throws SQLException {
        PreparedStatement statement = statements.prepare(parts);
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
            if (value instanceof UUID[] ids) {
                Array array = connection.createArrayOf("uuid", ids);
                arrays.add(array);
                statement.setArray(i + 1, array);
            } else if (value instanceof String text) statement.setString(i + 1, text);
            else if (value instanceof Integer number) statement.setInt(i + 1, number);
            else if (value instanceof Long number) statement.setLong(i + 1, number);
            else statement.setObject(i + 1, value); // an id, or an array, which is sent in binary then
        }
    }
}
