package dev.espalier.tck;

import dev.espalier.infrastructure.Transaction;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Rows that participants write, as an application's old tables would be. */
public interface Rows {
    /**
     * Inserts a row.
     *
     * @param transaction of the append
     * @param row that is not there yet
     * @throws Exception when it cannot be written
     */
    void insert(Transaction transaction, String row) throws Exception;

    /**
     * What others see: the rows that are committed.
     *
     * @return all of them
     * @throws Exception when they cannot be read
     */
    Set<String> committed() throws Exception;

    /**
     * Rows in a map, which takes back what is rolled back.
     *
     * @return without any row
     */
    static Rows inMemory() {
        Set<String> rows = ConcurrentHashMap.newKeySet();
        return new Rows() {
            @Override
            public void insert(Transaction transaction, String row) {
                transaction.onRollback(() -> rows.remove(row));
                rows.add(row);
            }

            @Override
            public Set<String> committed() {
                return Set.copyOf(rows);
            }
        };
    }
}
