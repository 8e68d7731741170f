package dev.espalier.jdbc;

import java.sql.SQLException;

/** What is done with a connection. */
@FunctionalInterface
public interface SqlWork<T> {
    /** Does it. */
    T on(Statements sql) throws SQLException;
}
