package dev.espalier.testing;

import dev.espalier.infrastructure.StoreUnavailableException;
import dev.espalier.jdbc.LentConnection;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.function.BooleanSupplier;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * A database of the user's for the rows of one simulation. It has one connection, so it is locked by the transaction that
 * writes rows, as a file of SQLite is. Loaded only where a data source is given.
 */
final class RowDatabase implements AutoCloseable {
    private final Connection connection;
    private @Nullable Loan lent;

    private RowDatabase(Connection connection) {
        this.connection = connection;
    }

    /** In a new one. */
    static Subject subject(DataSource databases, Simulation.Tables tables) {
        var rows = open(databases);
        boolean done = false;
        try {
            var subject = new Subject(tables.in(rows.connection), rows);
            done = true;
            return subject;
        } catch (SQLException e) {
            throw failed("did not take the tables", e);
        } finally {
            if (!done) rows.close();
        }
    }

    private static RowDatabase open(DataSource databases) {
        try {
            return new RowDatabase(databases.getConnection());
        } catch (SQLException e) {
            throw failed("could not be opened", e);
        }
    }

    private static StoreUnavailableException failed(String what, SQLException cause) {
        return new StoreUnavailableException("the database of the simulated rows " + what + ": " + cause, cause);
    }

    static boolean has(Class<?> handle) {
        return handle == Connection.class;
    }

    /** To a transaction; what has ended another one is seen then. */
    Loan lend(BooleanSupplier isEnded) {
        if (lent != null && !lent.isEnded.getAsBoolean())
            throw new StoreUnavailableException("simulated: the database of the rows is locked by another", null);
        try {
            connection.setAutoCommit(false);
        } catch (SQLException e) {
            throw failed("began no transaction", e);
        }
        return lent = new Loan(isEnded);
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            throw failed("could not be closed", e);
        }
    }

    /** The connection in one transaction. */
    final class Loan {
        private final BooleanSupplier isEnded;
        private final LentConnection lending = new LentConnection(connection);

        private Loan(BooleanSupplier isEnded) {
            this.isEnded = isEnded;
        }

        Connection connection() {
            return lending.connection();
        }

        void commit() {
            lending.refuseWhenAbused();
            try {
                connection.commit();
                end();
            } catch (SQLException e) {
                throw failed("did not commit", e);
            }
        }

        void rollBack() {
            try {
                connection.rollback();
                end();
            } catch (SQLException e) {
                throw failed("did not roll back", e);
            }
        }

        private void end() throws SQLException {
            lending.close();
            lent = null;
            connection.setAutoCommit(true);
        }
    }
}
