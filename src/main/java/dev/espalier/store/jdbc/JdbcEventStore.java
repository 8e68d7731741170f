package dev.espalier.store.jdbc;

/** Placeholder. */
public final class JdbcEventStore {
    private JdbcEventStore() {}
}
