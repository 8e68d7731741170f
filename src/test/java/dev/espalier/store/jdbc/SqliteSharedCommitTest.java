package dev.espalier.store.jdbc;

import com.zaxxer.hikari.HikariDataSource;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;

/** Appends of several callers in one transaction on SQLite. */
class SqliteSharedCommitTest extends SharedCommitCases {
    private final HikariDataSource pool = SqliteFile.pooled(SqliteFile.fresh(), 4);

    @AfterEach
    void closePool() {
        pool.close();
    }

    @Override
    DataSource source() {
        return pool;
    }

    @Override
    int lanes() {
        return 1;
    }

    @Override
    void refuse(String stream) throws SQLException {
        Sql.run(
                pool,
                "create trigger planted before insert on " + prefix + "events when new.stream = '" + stream
                        + "' begin select raise(abort, 'planted'); end");
    }
}
