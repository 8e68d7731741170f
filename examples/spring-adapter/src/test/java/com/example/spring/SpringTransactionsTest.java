package com.example.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.example.spring.Invoice.CreateInvoice;
import com.example.spring.Invoice.InvoiceCreated;
import com.zaxxer.hikari.HikariDataSource;
import dev.espalier.Espalier;
import dev.espalier.infrastructure.ConfigurationException;
import dev.espalier.infrastructure.Session;
import dev.espalier.infrastructure.SnapshotUpdateService;
import dev.espalier.infrastructure.StoreClosedException;
import dev.espalier.infrastructure.UnsuitableTransactionException;
import dev.espalier.store.jdbc.JdbcEventStore;
import dev.espalier.tck.Race;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.TransactionAwareDataSourceProxy;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

@ParameterizedClass
@EnumSource
class SpringTransactionsTest {
    @Parameter
    Database database;

    private final List<String> log = Collections.synchronizedList(new ArrayList<>());
    private HikariDataSource pool;
    private JdbcClient jdbc;
    private JdbcEventStore store;
    private Espalier espalier;
    private SpringTransactions transactions;

    @BeforeEach
    void open() throws IOException {
        open(8, new Herald());
    }

    private void open(int connections, SnapshotUpdateService... services) throws IOException {
        pool = database.pool(connections);
        jdbc = JdbcClient.create(pool);
        store = new JdbcEventStore(pool);
        espalier = espalier(store, services);
        transactions = new SpringTransactions(espalier, store, pool);
    }

    private static Espalier espalier(JdbcEventStore on, SnapshotUpdateService... services) {
        var builder = Espalier.on(on)
                .handle(CreateInvoice.class, CreateInvoice::id, Invoice.AGGREGATE, Invoice::create)
                .update(new InvoiceRows());
        for (SnapshotUpdateService each : services) builder.update(each);
        return builder.open();
    }

    /** Tells how each append ended. */
    private final class Herald extends SnapshotUpdateService {
        private Herald() {
            on(InvoiceCreated.class, (event, transaction) -> {
                transaction.afterCommit(() -> log.add("woken at " + store.head()));
                transaction.onRollback(() -> log.add("undone"));
                return 1;
            });
        }
    }

    @AfterEach
    void close() {
        espalier.close();
        pool.close();
    }

    private TransactionTemplate transaction(int propagation) {
        return transaction(pool, propagation);
    }

    private static TransactionTemplate transaction(DataSource source, int propagation) {
        var template = new TransactionTemplate(new JdbcTransactionManager(source));
        template.setPropagationBehavior(propagation);
        return template;
    }

    private TransactionTemplate required() {
        return transaction(TransactionDefinition.PROPAGATION_REQUIRED);
    }

    private void note(String text) {
        jdbc.sql("insert into audit(text) values (?)").param(text).update();
    }

    private void create(String id) {
        transactions.session().send(new CreateInvoice(id, "ann"));
    }

    private long rows(String table) {
        return jdbc.sql("select count(*) from " + table).query(Long.class).single();
    }

    private void stored(int events, int notes) {
        assertThat(store.head()).isEqualTo(events);
        assertThat(rows("invoice")).isEqualTo(events);
        assertThat(rows("audit")).isEqualTo(notes);
    }

    @Test
    void rows_events_and_the_rows_of_services_commit_together_under_an_annotation() {
        try (var context = new AnnotationConfigApplicationContext()) {
            context.registerBean(DataSource.class, () -> pool);
            context.register(Application.class);
            context.refresh();
            var desk = context.getBean(Desk.class);

            desk.create("1", "ann");
            stored(1, 1);

            assertThatThrownBy(() -> desk.create("1", "bob"))
                    .isExactlyInstanceOf(IllegalStateException.class)
                    .hasMessage("invoice 1 exists");
            stored(1, 1);
        }
    }

    @Test
    void an_exception_takes_back_all_of_it() {
        assertThatThrownBy(() -> required().executeWithoutResult(status -> {
                    create("1");
                    note("1");
                    create("2");
                    throw new IllegalStateException("no");
                }))
                .hasMessage("no");
        stored(0, 0);
        assertThat(log).containsExactly("undone", "undone");
    }

    @Test
    void a_rollback_mark_takes_back_all_of_it() {
        required().executeWithoutResult(status -> {
            note("1");
            create("1");
            status.setRollbackOnly();
        });
        stored(0, 0);
        assertThat(log).containsExactly("undone");
    }

    @Test
    void nobody_is_woken_before_the_commit() {
        required().executeWithoutResult(status -> {
            note("1");
            create("1");
            create("2");
            log.add("sent at " + store.head());
            TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
                @Override
                public void afterCommit() {
                    log.add("committed");
                }
            });
        });
        assertThat(log).containsExactly("sent at 0", "committed", "woken at 2", "woken at 2");
        stored(2, 1);
    }

    @Test
    void whoever_comes_right_before_the_commit_may_still_send() {
        required().executeWithoutResult(status -> {
            create("1");
            TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
                @Override
                public int getOrder() {
                    return LOWEST_PRECEDENCE - 1;
                }

                @Override
                public void beforeCommit(boolean readOnly) {
                    create("2");
                }
            });
        });
        stored(2, 0);
    }

    @Test
    void a_refused_command_that_is_caught_leaves_the_transaction_usable() {
        required().executeWithoutResult(status -> {
            create("1");
            assertThatThrownBy(() -> create("1")).hasMessage("invoice 1 exists");
            note("1");
        });
        stored(1, 1);
    }

    @Test
    void what_fails_right_before_the_commit_reaches_the_caller_and_takes_back_all_of_it() {
        assertThatThrownBy(() -> required().executeWithoutResult(status -> {
                    note("1");
                    create("1");
                    store.close();
                }))
                .isInstanceOf(StoreClosedException.class);
        assertThat(log).containsExactly("undone");
        assertThat(rows("audit") + rows("invoice")).isZero();
    }

    @Test
    void a_new_transaction_within_one_stands_by_itself() {
        assertThatThrownBy(() -> required().executeWithoutResult(outer -> {
                    Session suspended = transactions.session();
                    transaction(TransactionDefinition.PROPAGATION_REQUIRES_NEW).executeWithoutResult(inner -> {
                        assertThat(transactions.session()).isNotSameAs(suspended);
                        create("inner");
                    });
                    assertThat(transactions.session()).isSameAs(suspended);
                    assertThat(log).containsExactly("woken at 1");
                    create("outer");
                    throw new IllegalStateException("no");
                }))
                .hasMessage("no");
        stored(1, 0);
        assertThat(log).containsExactly("woken at 1", "undone");
    }

    @Test
    void a_nested_transaction_commits_with_the_outer_one() {
        required().executeWithoutResult(outer -> {
            create("outer");
            nested("inner");
        });
        stored(2, 1);
        assertThat(log).containsExactly("woken at 2", "woken at 2");
    }

    private void nested(String id) {
        transaction(TransactionDefinition.PROPAGATION_NESTED).executeWithoutResult(inner -> {
            note(id);
            create(id);
        });
    }

    @Test
    void a_nested_transaction_that_has_appended_nothing_is_rolled_back_by_itself() {
        required().executeWithoutResult(outer -> {
            create("1");
            assertThatThrownBy(() -> nested("1")).hasMessage("invoice 1 exists");
            create("2");
        });
        stored(2, 0);
    }

    @Test
    void a_nested_transaction_that_has_appended_and_is_rolled_back_takes_the_outer_one_along() {
        assertThatThrownBy(() -> required().executeWithoutResult(outer -> {
                    note("outer");
                    create("outer");
                    transaction(TransactionDefinition.PROPAGATION_NESTED).executeWithoutResult(inner -> {
                        create("inner");
                        inner.setRollbackOnly();
                    });
                }))
                .isInstanceOf(UnsuitableTransactionException.class)
                .hasMessageContaining("savepoint");
        stored(0, 0);
        assertThat(log).containsExactly("undone", "undone");
    }

    @Test
    void a_read_only_transaction_is_refused() {
        var readOnly = required();
        readOnly.setReadOnly(true);
        assertThatThrownBy(() -> readOnly.executeWithoutResult(status -> create("1")))
                .isInstanceOf(UnsuitableTransactionException.class)
                .hasMessageContaining("read-only");
        stored(0, 0);
    }

    @Test
    void an_isolation_level_under_which_the_checks_see_the_past_is_refused() {
        var readCommitted = required();
        readCommitted.setIsolationLevel(TransactionDefinition.ISOLATION_READ_COMMITTED);
        readCommitted.executeWithoutResult(status -> create("1"));
        var serializable = required();
        serializable.setIsolationLevel(TransactionDefinition.ISOLATION_SERIALIZABLE);
        if (database == Database.SQLITE) serializable.executeWithoutResult(status -> create("2"));
        else
            assertThatThrownBy(() -> serializable.executeWithoutResult(status -> create("2")))
                    .isInstanceOf(UnsuitableTransactionException.class)
                    .hasMessageContaining("serializable");
        stored(database == Database.SQLITE ? 2 : 1, 0);
    }

    @Test
    void without_a_transaction_a_command_has_one_of_its_own() {
        create("1");
        transaction(TransactionDefinition.PROPAGATION_SUPPORTS).executeWithoutResult(status -> create("2"));
        stored(2, 0);
        assertThat(log).containsExactly("woken at 1", "woken at 2");
    }

    @Test
    void a_transaction_on_another_data_source_is_refused() throws IOException {
        try (var other = database.pool(1)) {
            var elsewhere = transaction(other, TransactionDefinition.PROPAGATION_REQUIRED);
            assertThatThrownBy(() -> elsewhere.executeWithoutResult(status -> create("1")))
                    .isInstanceOf(UnsuitableTransactionException.class)
                    .hasMessageContaining("autocommit");
        }
        stored(0, 0);
        assertThat(pool.getHikariPoolMXBean().getActiveConnections()).isZero();
    }

    @Test
    void a_store_on_spring_s_transaction_aware_source_refuses_to_commit_somebody_else_s_transaction() {
        var careless = espalier(new JdbcEventStore(new TransactionAwareDataSourceProxy(pool)));
        required().executeWithoutResult(status -> {
            note("1");
            assertThatThrownBy(() -> careless.send(new CreateInvoice("1", "ann")))
                    .isInstanceOf(ConfigurationException.class)
                    .hasMessageContaining("in(connection)");
            status.setRollbackOnly();
        });
        stored(0, 0);
    }

    @Test
    void one_connection_is_enough_and_comes_back_as_it_was() throws IOException {
        close();
        open(1);
        var before = database.settings(pool);
        required().executeWithoutResult(status -> {
            note("1");
            create("1");
        });
        assertThatThrownBy(() -> required().executeWithoutResult(status -> create("1")))
                .hasMessage("invoice 1 exists");
        assertThat(database.settings(pool)).isEqualTo(before);
        stored(1, 1);
    }

    @Test
    void in_a_race_rows_and_events_stay_equal_whoever_rolls_back() throws Exception {
        int each = 10 * Integer.getInteger("rounds", 3);
        var outcomes = Race.run(6, racer -> {
            for (int i = 0; i < each; i++) {
                String id = racer + "-" + i;
                boolean commits = (racer + i) % 3 > 0;
                required().executeWithoutResult(status -> {
                    note(id);
                    create(id);
                    if (!commits) status.setRollbackOnly();
                });
            }
            return racer;
        });
        assertThat(outcomes.lost()).isEmpty();
        int committed =
                (int) log.stream().filter(line -> line.startsWith("woken")).count();
        assertThat(committed).isEqualTo(4 * each);
        stored(committed, committed);
    }
}
