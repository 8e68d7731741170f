package dev.espalier.store.jdbc;

import com.zaxxer.hikari.HikariDataSource;
import dev.espalier.store.TransactionalStore;
import dev.espalier.store.contract.AppendContract;
import dev.espalier.store.contract.BoundaryContract;
import dev.espalier.store.contract.ConcurrencyContract;
import dev.espalier.store.contract.ParticipantContract;
import dev.espalier.store.contract.ReadContract;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Nested;

/** The JDBC store on PostgreSQL under the contract of every store: on 17 whole, on a pool and on plain connections. */
class PostgresContractTest {
    private static final PostgresServer OLD = PostgresServer.of(17);
    private static final PostgresServer NEW = PostgresServer.of(18);
    private static final HikariDataSource POOL = OLD.pooled(10);
    private static final HikariDataSource NEW_POOL = NEW.pooled(10);

    @AfterAll
    static void closePools() {
        POOL.close();
        NEW_POOL.close();
    }

    private static TransactionalStore pooled() {
        return JdbcEventStore.builder(POOL).prefix(PostgresServer.freshPrefix()).build();
    }

    private static TransactionalStore plain() {
        return JdbcEventStore.builder(OLD.plain())
                .prefix(PostgresServer.freshPrefix())
                .build();
    }

    private static TransactionalStore onTheNewMajor() {
        return JdbcEventStore.builder(NEW_POOL)
                .prefix(PostgresServer.freshPrefix())
                .build();
    }

    @Nested
    class Appending extends AppendContract {
        @Override
        protected TransactionalStore newStore() {
            return pooled();
        }
    }

    @Nested
    class Reading extends ReadContract {
        @Override
        protected TransactionalStore newStore() {
            return pooled();
        }
    }

    @Nested
    class Boundaries extends BoundaryContract {
        @Override
        protected TransactionalStore newStore() {
            return pooled();
        }
    }

    @Nested
    class Racing extends ConcurrencyContract {
        @Override
        protected TransactionalStore newStore() {
            return pooled();
        }
    }

    @Nested
    class Participants extends ParticipantContract {
        @Override
        protected TransactionalStore newStore() {
            return pooled();
        }
    }

    @Nested
    class ParticipantsWithoutPool extends ParticipantContract {
        @Override
        protected TransactionalStore newStore() {
            return plain();
        }
    }

    @Nested
    class AppendingOnTheNewMajor extends AppendContract {
        @Override
        protected TransactionalStore newStore() {
            return onTheNewMajor();
        }
    }

    @Nested
    class BoundariesOnTheNewMajor extends BoundaryContract {
        @Override
        protected TransactionalStore newStore() {
            return onTheNewMajor();
        }
    }

    @Nested
    class RacingOnTheNewMajor extends ConcurrencyContract {
        @Override
        protected TransactionalStore newStore() {
            return onTheNewMajor();
        }
    }

    @Nested
    class ParticipantsOnTheNewMajor extends ParticipantContract {
        @Override
        protected TransactionalStore newStore() {
            return onTheNewMajor();
        }
    }
}
