package dev.espalier.testing;

import dev.espalier.infrastructure.Transaction;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Stands for a table in a {@link Simulation}: what is written in a transaction that does not commit is taken back. For one
 * thread.
 *
 * @param <K> the primary key
 * @param <V> the row; immutable
 */
public final class SimulatedRows<K extends Comparable<K>, V> {
    private final Map<K, V> rows = new TreeMap<>();

    /** Without rows. */
    public SimulatedRows() {}

    /**
     * Reads a row.
     *
     * @param key of the row
     * @return the row, if there is one
     */
    public Optional<V> find(K key) {
        return Optional.ofNullable(rows.get(key));
    }

    /**
     * Writes a row, there or not.
     *
     * @param transaction in which it is written
     * @param key of the row
     * @param row as it is from now on
     */
    public void put(Transaction transaction, K key, V row) {
        restoring(transaction, key);
        rows.put(key, row);
    }

    /**
     * Deletes a row, if there is one.
     *
     * @param transaction in which it is deleted
     * @param key of the row
     */
    public void remove(Transaction transaction, K key) {
        restoring(transaction, key);
        rows.remove(key);
    }

    private void restoring(Transaction transaction, K key) {
        V before = rows.get(key);
        transaction.onRollback(() -> {
            if (before == null) rows.remove(key);
            else rows.put(key, before);
        });
    }

    /**
     * All of them.
     *
     * @return a copy, in the order of keys
     */
    public Map<K, V> all() {
        return new TreeMap<>(rows);
    }

    /** As they are. */
    @Override
    public String toString() {
        return rows.toString();
    }
}
