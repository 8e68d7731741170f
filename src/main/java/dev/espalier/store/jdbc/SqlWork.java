package dev.espalier.store.jdbc;

import dev.espalier.jdbc.Statements;
import java.sql.SQLException;

/** What is done with a connection. */
@FunctionalInterface
interface SqlWork<T> {
    T on(Statements sql) throws SQLException;
}
