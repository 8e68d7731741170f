package dev.espalier.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import dev.espalier.infrastructure.Transaction;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A store whose services write a row for each event, and of which one stays until the others queue behind it. */
abstract class PostgresRoundCases {
    final HikariDataSource pool = PostgresServer.of(17).pooled(20);
    final String prefix = PostgresServer.freshPrefix();
    final Staying staying = new Staying();
    JdbcEventStore store;

    @BeforeEach
    void open() throws SQLException {
        store = JdbcEventStore.builder(pool)
                .prefix(prefix)
                .lockWait(Duration.ofMinutes(20))
                .build();
        PostgresServer.run(pool, "create table " + prefix + "legacy (text text)");
    }

    @AfterEach
    void close() {
        staying.goOn();
        store.close();
        pool.close();
    }

    void insert(String text, Transaction transaction) {
        try {
            Sql.run(transaction.as(Connection.class), "insert into " + prefix + "legacy values ('" + text + "')");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    long rows() throws SQLException {
        return PostgresServer.number(pool, "select count(*) from " + prefix + "legacy");
    }

    long transactions() throws SQLException {
        return PostgresServer.number(pool, "select count(distinct xmin::text) from " + prefix + "events");
    }

    /** Of these streams one event each, with its row, and nothing else. */
    void assertStored(String... keys) throws SQLException {
        assertThat(Noted.all(store)).extracting(each -> each.stream().key()).containsExactlyInAnyOrder(keys);
        assertThat(rows()).isEqualTo(keys.length);
    }
}
