package com.example.invoicing;

import com.example.invoicing.setup.Database;
import com.zaxxer.hikari.HikariDataSource;
import dev.espalier.store.EventStore;
import dev.espalier.store.jdbc.JdbcEventStore;
import dev.espalier.store.memory.InMemoryEventStore;
import java.nio.file.Path;
import javax.sql.DataSource;

/** Every store that the story has to run on. */
enum Stores {
    IN_MEMORY {
        @Override
        EventStore open(DataSource rows) {
            return InMemoryEventStore.builder().rows(rows).build();
        }
    },
    IN_MEMORY_STRICT {
        @Override
        EventStore open(DataSource rows) {
            return InMemoryEventStore.builder().rows(rows).strict().build();
        }
    },
    SQLITE {
        @Override
        EventStore open(DataSource rows) {
            return new JdbcEventStore(rows);
        }
    };

    abstract EventStore open(DataSource rows);

    HikariDataSource database(Path file) {
        return this == SQLITE ? Database.open(file) : Database.openForNow(file);
    }
}
