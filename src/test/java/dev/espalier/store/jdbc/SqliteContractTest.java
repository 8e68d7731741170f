package dev.espalier.store.jdbc;

import com.zaxxer.hikari.HikariDataSource;
import dev.espalier.store.TransactionalStore;
import dev.espalier.store.contract.AppendContract;
import dev.espalier.store.contract.BoundaryContract;
import dev.espalier.store.contract.ConcurrencyContract;
import dev.espalier.store.contract.ParticipantContract;
import dev.espalier.store.contract.ReadContract;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;

/** The JDBC store on SQLite under the contract of every store, on a pool and on plain connections. */
class SqliteContractTest {
    private HikariDataSource pool;

    private TransactionalStore plain() {
        return new JdbcEventStore(SqliteFile.plain(SqliteFile.fresh()));
    }

    private TransactionalStore pooled() {
        pool = SqliteFile.pooled(SqliteFile.fresh(), 5);
        return new JdbcEventStore(pool);
    }

    @AfterEach
    void closePool() {
        if (pool != null) pool.close();
    }

    @Nested
    class Appending extends AppendContract {
        @Override
        protected TransactionalStore newStore() {
            return plain();
        }
    }

    @Nested
    class Reading extends ReadContract {
        @Override
        protected TransactionalStore newStore() {
            return plain();
        }
    }

    @Nested
    class Boundaries extends BoundaryContract {
        @Override
        protected TransactionalStore newStore() {
            return plain();
        }
    }

    @Nested
    class Racing extends ConcurrencyContract {
        @Override
        protected TransactionalStore newStore() {
            return plain();
        }
    }

    @Nested
    class Participants extends ParticipantContract {
        @Override
        protected TransactionalStore newStore() {
            return plain();
        }
    }

    @Nested
    class AppendingOnAPool extends AppendContract {
        @Override
        protected TransactionalStore newStore() {
            return pooled();
        }
    }

    @Nested
    class RacingOnAPool extends ConcurrencyContract {
        @Override
        protected TransactionalStore newStore() {
            return pooled();
        }
    }

    @Nested
    class ParticipantsOnAPool extends ParticipantContract {
        @Override
        protected TransactionalStore newStore() {
            return pooled();
        }
    }
}
