package com.example.invoicing.repositories.queries;

import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Plain SQL to records. */
final class Rows {
    /** Makes a record of the row it stands on. */
    @FunctionalInterface
    interface Mapper<T> {
        T map(Row row) throws SQLException;
    }

    /** A row whose numbers are pence and tenths, as the schema says. */
    record Row(ResultSet columns) {
        String text(int column) throws SQLException {
            return columns.getString(column);
        }

        int number(int column) throws SQLException {
            return Math.toIntExact(columns.getLong(column));
        }

        BigDecimal money(int column) throws SQLException {
            return decimal(column, 2);
        }

        BigDecimal decimal(int column, int decimals) throws SQLException {
            return BigDecimal.valueOf(columns.getLong(column), decimals);
        }
    }

    private Rows() {}

    static <T> List<T> all(Connection connection, String sql, Mapper<T> mapper, Object... values) throws SQLException {
        try (PreparedStatement statement = prepare(connection, sql, values);
                ResultSet result = statement.executeQuery()) {
            List<T> all = new ArrayList<>();
            while (result.next()) all.add(mapper.map(new Row(result)));
            return all;
        }
    }

    static int update(Connection connection, String sql, Object... values) throws SQLException {
        try (PreparedStatement statement = prepare(connection, sql, values)) {
            return statement.executeUpdate();
        }
    }

    private static PreparedStatement prepare(Connection connection, String sql, Object... values) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        for (int i = 0; i < values.length; i++) statement.setObject(i + 1, values[i]);
        return statement;
    }
}
