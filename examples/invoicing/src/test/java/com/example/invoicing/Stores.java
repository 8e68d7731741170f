package com.example.invoicing;

import dev.espalier.store.EventStore;
import dev.espalier.store.jdbc.JdbcEventStore;
import dev.espalier.store.memory.InMemoryEventStore;
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
}
