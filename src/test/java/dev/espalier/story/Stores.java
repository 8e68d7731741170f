package dev.espalier.story;

import dev.espalier.store.jdbc.MariaDbFixture;
import dev.espalier.store.jdbc.NeedsMariaDb;
import dev.espalier.store.jdbc.PostgresFixture;
import dev.espalier.tck.InMemoryFixture;
import dev.espalier.tck.SqliteFixture;
import dev.espalier.tck.StoreFixture;
import java.io.IOException;
import java.io.UncheckedIOException;
import javax.sql.DataSource;

/** The kinds of store on which the command path must behave alike; each fixture has data of its own. */
enum Stores {
    MEMORY {
        @Override
        StoreFixture fixture() {
            return new InMemoryFixture(true);
        }
    },
    SQLITE {
        @Override
        StoreFixture fixture() {
            try {
                return new SqliteFixture(false);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    },
    POSTGRESQL {
        @Override
        StoreFixture fixture() {
            return new PostgresFixture(18, PostgresPool.SHARED);
        }
    },
    MARIADB {
        @Override
        StoreFixture fixture() {
            NeedsMariaDb.Condition.assume();
            return new MariaDbFixture(MariaDbPool.SHARED);
        }
    };

    /** Connected when it is first needed. */
    private static final class PostgresPool {
        static final DataSource SHARED = PostgresFixture.pool(18);
    }

    private static final class MariaDbPool {
        static final DataSource SHARED = MariaDbFixture.pool();
    }

    abstract StoreFixture fixture();

    /** Whether a thread that waits for a lock is woken when it is interrupted. */
    boolean wakes() {
        return this == MEMORY || this == SQLITE;
    }

    boolean survives() {
        return this != MEMORY;
    }
}
