package dev.espalier.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.espalier.infrastructure.ExpectedVersion;
import dev.espalier.infrastructure.Receipt;
import dev.espalier.store.Append;
import dev.espalier.store.Participant;
import dev.espalier.support.ChildJvm;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Scanner;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

/** A process that writes to PostgreSQL is killed inside a service. That the server itself dies is in the conformance kit. */
class PostgresCrashTest {
    private final PGSimpleDataSource source = PostgresServer.of(17).plain();
    private final String prefix = Sql.freshPrefix();

    @Test
    void a_process_that_is_killed_inside_a_service_leaves_neither_row_nor_event_and_no_lock() throws Exception {
        Sql.run(source, "create table " + prefix + "legacy (text text)");
        try (var store = JdbcEventStore.builder(source).prefix(prefix).build()) {
            try (var child = ChildJvm.start(PostgresChild.class, source.getURL(), prefix)) {
                child.hear("stored 1");
                child.hear("inside");
                child.kill();
            }
            Append append =
                    Append.of(Noted.A, ExpectedVersion.exactly(1), List.of(Noted.in(Noted.A, "mine")), row(prefix));
            assertThat(store.append(append).position()).isEqualTo(2);
            assertThat(Noted.texts(store, Noted.A)).containsExactly("first", "mine");
        }
        assertThat(Sql.number(source, "select count(*) from " + prefix + "legacy"))
                .isEqualTo(1);
    }

    private static Participant row(String prefix) {
        return (events, transaction) -> {
            try {
                Sql.run(transaction.as(Connection.class), "insert into " + prefix + "legacy values ('row')");
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
            return List.of();
        };
    }

    /** Stores one event, then stays inside the service of the next. */
    static final class PostgresChild {
        private PostgresChild() {}

        public static void main(String[] arguments) {
            var source = new PGSimpleDataSource();
            source.setUrl(arguments[0]);
            source.setUser("postgres");
            var store = JdbcEventStore.builder(source).prefix(arguments[1]).build();
            Receipt first = store.append(
                    Append.of(Noted.A, ExpectedVersion.any(), Noted.in(Noted.A, "first"), Participant.NONE));
            System.out.println("stored " + first.version());
            store.append(
                    Append.of(Noted.A, ExpectedVersion.any(), Noted.in(Noted.A, "never"), (events, transaction) -> {
                        row(arguments[1]).accepted(events, transaction);
                        System.out.println("inside");
                        new Scanner(System.in).nextLine();
                        return List.of();
                    }));
        }
    }
}
