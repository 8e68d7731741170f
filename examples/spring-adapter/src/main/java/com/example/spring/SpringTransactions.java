package com.example.spring;

import dev.espalier.Espalier;
import dev.espalier.infrastructure.Session;
import dev.espalier.infrastructure.UnsuitableTransactionException;
import dev.espalier.store.jdbc.JdbcEventStore;
import dev.espalier.store.jdbc.JdbcTransaction;
import java.sql.Connection;
import javax.sql.DataSource;
import org.springframework.jdbc.datasource.DataSourceUtils;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Espalier in Spring's transactions: what is sent by {@link #session()} under {@code @Transactional} commits or vanishes with
 * the rows that the application writes. Safe for use by several threads.
 */
public final class SpringTransactions {
    private final Espalier espalier;
    private final JdbcEventStore store;
    private final DataSource dataSource;

    /**
     * For one store.
     *
     * @param espalier on that store
     * @param store on the data source itself, never on a {@code TransactionAwareDataSourceProxy}
     * @param dataSource of the transaction manager
     */
    public SpringTransactions(Espalier espalier, JdbcEventStore store, DataSource dataSource) {
        this.espalier = espalier;
        this.store = store;
        this.dataSource = dataSource;
    }

    /**
     * Commands and events in the transaction that this thread is in; without one, each in a transaction of its own. Ask for
     * it each time, as it belongs to that transaction.
     *
     * @return the same one throughout a transaction
     * @throws UnsuitableTransactionException when the transaction cannot keep what an append promises: it is read-only, or
     *     its isolation level is not suitable, or it is on another data source
     */
    public Session session() {
        if (!TransactionSynchronizationManager.isActualTransactionActive()) return espalier;
        for (TransactionSynchronization each : TransactionSynchronizationManager.getSynchronizations())
            if (each instanceof Joined joined && joined.transactions == this) return joined.session;
        Joined joined = join();
        TransactionSynchronizationManager.registerSynchronization(joined);
        return joined.session;
    }

    private Joined join() {
        if (TransactionSynchronizationManager.isCurrentTransactionReadOnly())
            throw new UnsuitableTransactionException("the transaction is read-only: join one that may write", null);
        Connection connection =
                DataSourceUtils.getConnection(dataSource); // the one that Spring has in this transaction
        try {
            JdbcTransaction transaction = store.in(connection);
            return new Joined(this, transaction, espalier.in(transaction));
        } finally {
            DataSourceUtils.releaseConnection(connection, dataSource);
        }
    }

    private record Joined(SpringTransactions transactions, JdbcTransaction transaction, Session session)
            implements TransactionSynchronization {
        /** Others before a commit come first, as they may send commands themselves. */
        @Override
        public int getOrder() {
            return LOWEST_PRECEDENCE;
        }

        @Override
        public void beforeCommit(boolean readOnly) {
            transaction.complete();
        }

        /** After an unknown outcome neither is true; whoever sent the command looks its events up. */
        @Override
        public void afterCompletion(int status) {
            if (status == STATUS_COMMITTED) transaction.committed();
            if (status == STATUS_ROLLED_BACK) transaction.rolledBack();
        }
    }
}
