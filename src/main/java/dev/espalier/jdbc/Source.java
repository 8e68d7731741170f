package dev.espalier.jdbc;

import dev.espalier.infrastructure.ConfigurationException;
import dev.espalier.infrastructure.StoreUnavailableException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where our own connections come from. Those of a pool go back to it after each use. Where the source hands out the driver's
 * bare connections there is no pool, and an embedded database would open and close its file for every append: then a few are
 * kept here, with what was prepared on them. Safe for use by several threads.
 */
public final class Source implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Source.class);
    private static final int MOST_KEPT = 4;

    private final DataSource dataSource;
    private final Names names;
    private final ConcurrentLinkedDeque<Statements> kept = new ConcurrentLinkedDeque<>();
    private final AtomicInteger room = new AtomicInteger();
    private volatile @Nullable Class<?> bare;
    private volatile boolean closed;

    /** For the tables of one store. */
    public Source(DataSource dataSource, Names names) {
        this.dataSource = dataSource;
        this.names = names;
    }

    /** Connections of this class are the driver's own: nobody pools them, so some are kept from now on. */
    public void keep(Class<?> bareConnections) {
        bare = bareConnections;
        room.set(MOST_KEPT);
    }

    /**
     * A connection in autocommit mode, as JDBC hands it out. One with autocommit off may be inside somebody's transaction,
     * which our commit would commit; whether it is cannot be seen from outside.
     */
    public Statements open() {
        Statements idle = kept.pollFirst();
        if (idle == null) return new Statements(connect(), names);
        room.incrementAndGet();
        return idle;
    }

    /** Somebody else's connection, for the tables of the same store. */
    public Statements on(Connection connection) {
        return new Statements(connection, names);
    }

    /** Work on a connection that is given back afterwards; what fails is told as it is. */
    public <T> T with(SqlWork<T> work) throws SQLException {
        Statements sql = open();
        boolean sound = false;
        try {
            T result = work.on(sql);
            sound = true;
            return result;
        } finally {
            giveBack(sql, sound);
        }
    }

    private Connection connect() {
        try {
            Connection connection = dataSource.getConnection();
            if (connection.getAutoCommit()) return connection;
            connection.close();
        } catch (SQLException e) {
            throw new StoreUnavailableException("the data source gave no connection: " + dataSource, e);
        }
        throw new ConfigurationException(
                List.of("the data source hands out connections with autocommit off, which may be"
                        + " in a transaction of somebody else's: give the event store a source with autocommit on, and join"
                        + " transactions by in(connection)"));
    }

    /**
     * Gives a connection back that is in no transaction; one that has failed is never kept. Whatever was done with it is
     * done, so trouble with closing it is no failure of that.
     */
    public void giveBack(Statements sql, boolean sound) {
        try {
            if (!sound
                    || sql.connection().getClass() != bare
                    || room.getAndUpdate(left -> Math.max(0, left - 1)) == 0) {
                sql.end();
                return;
            }
            sql.trim();
            kept.addFirst(sql);
        } catch (SQLException e) {
            LOG.warn("a connection could not be given back", e);
        }
        if (closed) close();
    }

    /** Closes what is kept, and keeps nothing any more; the data source stays open. */
    @Override
    public void close() {
        closed = true;
        for (Statements idle = kept.pollFirst(); idle != null; idle = kept.pollFirst()) {
            try {
                idle.end();
            } catch (SQLException e) {
                LOG.warn("a connection could not be closed", e);
            }
        }
    }
}
