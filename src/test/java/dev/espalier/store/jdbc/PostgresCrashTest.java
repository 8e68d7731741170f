package dev.espalier.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.espalier.infrastructure.ExpectedVersion;
import dev.espalier.infrastructure.Receipt;
import dev.espalier.store.Append;
import dev.espalier.store.Participant;
import dev.espalier.support.ChildJvm;
import java.io.IOException;
import java.util.List;
import java.util.Scanner;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

/** PostgreSQL dies with its postmaster and its children; and a writing process is killed inside a service. */
class PostgresCrashTest extends ServerCrashCases {
    @Override
    MortalServer fresh() throws IOException {
        return new MortalPostgres(17);
    }

    @Test
    void a_process_that_is_killed_inside_a_service_leaves_neither_row_nor_event_and_no_lock() throws Exception {
        Sql.run(server.source(), "create table legacy (text text)");
        try (var store = new JdbcEventStore(server.source())) {
            try (var child = ChildJvm.start(PostgresChild.class, ((MortalPostgres) server).url())) {
                child.hear("stored 1");
                child.hear("inside");
                child.kill();
            }
            Append append = Append.of(
                    Noted.A, ExpectedVersion.exactly(1), List.of(Noted.in(Noted.A, "mine")), ServerCrashCases::row);
            assertThat(store.append(append).position()).isEqualTo(2);
            assertThat(Noted.texts(store, Noted.A)).containsExactly("first", "mine");
        }
        assertThat(Sql.number(server.source(), "select count(*) from legacy")).isEqualTo(1);
    }

    /** Stores one event, then stays inside the service of the next. */
    static final class PostgresChild {
        private PostgresChild() {}

        public static void main(String[] arguments) {
            var source = new PGSimpleDataSource();
            source.setUrl(arguments[0]);
            var store = new JdbcEventStore(source);
            Receipt first = store.append(
                    Append.of(Noted.A, ExpectedVersion.any(), Noted.in(Noted.A, "first"), Participant.NONE));
            System.out.println("stored " + first.version());
            store.append(
                    Append.of(Noted.A, ExpectedVersion.any(), Noted.in(Noted.A, "never"), (events, transaction) -> {
                        row(events, transaction);
                        System.out.println("inside");
                        new Scanner(System.in).nextLine();
                        return List.of();
                    }));
        }
    }
}
