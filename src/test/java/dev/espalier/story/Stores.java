package dev.espalier.story;

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
            return new PostgresFixture(18, Pool.SHARED);
        }
    };

    /** Connected when it is first needed. */
    private static final class Pool {
        static final DataSource SHARED = PostgresFixture.pool(18);
    }

    abstract StoreFixture fixture();

    boolean survives() {
        return this != MEMORY;
    }
}
