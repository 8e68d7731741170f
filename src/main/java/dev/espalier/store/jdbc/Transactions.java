package dev.espalier.store.jdbc;

import dev.espalier.jdbc.Source;
import dev.espalier.jdbc.Statements;
import java.sql.SQLException;
import java.time.Duration;

/** Short transactions of ours for rows that are no events. */
abstract class Transactions {
    final Source source;

    Transactions(Source source) {
        this.source = source;
    }

    abstract Statements begin() throws SQLException;

    /** One that the database ends when nothing is heard of it for so long, where it has to be told so beforehand. */
    Statements begin(Duration silence) throws SQLException {
        return begin();
    }

    abstract void commit(Statements sql) throws SQLException;

    /** However the transaction stands; nothing of it is left. */
    abstract void rollBack(Statements sql);

    /** After the commit. */
    abstract void end(Statements sql);

    /** With JDBC's own words. */
    static class Plain extends Transactions {
        Plain(Source source) {
            super(source);
        }

        @Override
        Statements begin() throws SQLException {
            Statements sql = source.open();
            sql.connection().setAutoCommit(false);
            return sql;
        }

        @Override
        void commit(Statements sql) throws SQLException {
            sql.connection().commit();
        }

        @Override
        void rollBack(Statements sql) {
            try {
                sql.connection().rollback();
            } catch (SQLException lost) {
                // with the connection, the server ends its transaction as well
            }
            end(sql);
        }

        @Override
        void end(Statements sql) {
            boolean sound = false;
            try {
                sql.connection().setAutoCommit(true);
                sound = true;
            } catch (SQLException lost) {
                // a connection that is lost has no settings
            }
            source.giveBack(sql, sound);
        }
    }

    /** On MariaDB, where the silence is a setting of the session, which is left as it was. */
    static final class MariaDb extends Plain {
        private static final String RESTORE = "set idle_transaction_timeout ="
                + " ifnull(@espalier_silence, @@idle_transaction_timeout), @espalier_silence = null";

        MariaDb(Source source) {
            super(source);
        }

        @Override
        Statements begin(Duration silence) throws SQLException {
            Statements sql = begin();
            boolean begun = false;
            try {
                sql.run("set @espalier_silence = @@idle_transaction_timeout, idle_transaction_timeout = "
                        + Math.max(1, silence.toSeconds()));
                begun = true;
                return sql;
            } finally {
                if (!begun) rollBack(sql);
            }
        }

        @Override
        void end(Statements sql) {
            try {
                sql.run(RESTORE);
            } catch (SQLException lost) {
                // a connection that is lost has no settings
            }
            super.end(sql);
        }
    }

    /** On SQLite, as its appends do it: the write lock first, and begin and commit as SQL. */
    static final class Sqlite extends Transactions {
        private final SqliteLock lock;

        Sqlite(Source source, SqliteLock lock) {
            super(source);
            this.lock = lock;
        }

        @Override
        Statements begin() throws SQLException {
            long deadline = lock.deadline();
            lock.enter(deadline);
            Statements sql = null;
            boolean begun = false;
            try {
                sql = source.open();
                lock.begin(sql, deadline);
                begun = true;
                return sql;
            } finally {
                if (!begun && sql != null) source.giveBack(sql, false);
                if (!begun) lock.leave();
            }
        }

        @Override
        void commit(Statements sql) throws SQLException {
            sql.run("commit");
        }

        @Override
        void rollBack(Statements sql) {
            boolean sound = false;
            try {
                sql.run("rollback");
                sound = true;
            } catch (SQLException alreadyEnded) {
                // by SQLite after a failed write, or by rows against the rules
            }
            release(sql, sound);
        }

        @Override
        void end(Statements sql) {
            release(sql, true);
        }

        private void release(Statements sql, boolean sound) {
            try {
                SqliteProtocol.restore(sql.connection());
                source.giveBack(sql, sound);
            } finally {
                lock.leave();
            }
        }
    }
}
