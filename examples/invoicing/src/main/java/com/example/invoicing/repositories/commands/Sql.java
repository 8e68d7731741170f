package com.example.invoicing.repositories.commands;

import dev.espalier.infrastructure.Transaction;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Collection;
import java.util.function.Function;

/** Runs statements in the transaction of the append, and counts rows. */
final class Sql {
    private Sql() {}

    static int write(Transaction transaction, String sql, Object... values) throws SQLException {
        try (PreparedStatement statement = transaction.as(Connection.class).prepareStatement(sql)) {
            set(statement, values);
            return statement.executeUpdate();
        }
    }

    static <T> int writeEach(Transaction transaction, String sql, Collection<T> all, Function<T, Object[]> values)
            throws SQLException {
        if (all.isEmpty()) return 0;
        int rows = 0;
        try (PreparedStatement statement = transaction.as(Connection.class).prepareStatement(sql)) {
            for (T each : all) {
                set(statement, values.apply(each));
                statement.addBatch();
            }
            for (int count : statement.executeBatch()) rows += count;
        }
        return rows;
    }

    /** A decimal as a whole number: a price in tenths of a penny, a rate in tenths of a percent. */
    static long whole(BigDecimal value, int decimals) {
        return value.movePointRight(decimals).longValueExact();
    }

    private static void set(PreparedStatement statement, Object[] values) throws SQLException {
        for (int i = 0; i < values.length; i++) statement.setObject(i + 1, values[i]);
    }
}
