package dev.espalier.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.espalier.infrastructure.EspalierException;
import dev.espalier.infrastructure.EventEnvelope;
import dev.espalier.infrastructure.ExpectedVersion;
import dev.espalier.infrastructure.StreamId;
import dev.espalier.store.Append;
import dev.espalier.store.Participant;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * The last trip of an append is split before its commit, and the server is killed as soon as the commit can be seen: what a
 * reader saw by then must be there afterwards. The server writes nothing out by itself meanwhile.
 */
class PostgresSeamTest {
    private static final String DURABLE = "commit";

    /** Others would no longer wait for the disk; whoever asked for the append would, and never hear of it. */
    private static final String RELEASED_EARLY = "set local synchronous_commit = off; commit";

    private final StreamId served = new StreamId("note", "served");
    private final List<UUID> seen = new ArrayList<>();
    private MortalPostgres server;

    @BeforeEach
    void start() throws Exception {
        server = new MortalPostgres(17, "wal_writer_delay", "10s");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void what_was_seen_is_there_after_the_server_has_died_and_an_early_release_would_be_caught() throws Exception {
        dieAtTheCommit(DURABLE);
        assertThat(stored()).hasSize(4).isEqualTo(seen);
        dieAtTheCommit(RELEASED_EARLY);
        assertThat(seen).hasSize(8);
        assertThat(stored()).isEqualTo(seen.subList(0, 6));
    }

    /** The first append is answered by a look for its event, the second one is cut off by the death of the server. */
    private void dieAtTheCommit(String commit) throws Exception {
        try (var reader = new JdbcEventStore(server.source());
                var writer = new JdbcEventStore(split(new SplitTrip(reader, commit)))) {
            for (StreamId each : List.of(Noted.A, served)) reader.append(append(each, Participant.NONE));
            writer.append(append(Noted.A, Participant.NONE));
            Append last = append(served, (events, transaction) -> List.of());
            assertThatThrownBy(() -> writer.append(last)).isInstanceOf(EspalierException.class);
        }
        server.start();
    }

    private static Append append(StreamId stream, Participant participant) {
        return Append.of(stream, ExpectedVersion.any(), Noted.in(stream, "x"), participant);
    }

    private PGSimpleDataSource split(SplitTrip trip) {
        var split = new PGSimpleDataSource() {
            private static final long serialVersionUID = 1;

            @Override
            public Connection getConnection() throws SQLException {
                return LastTrip.watch(super.getConnection(), trip);
            }
        };
        split.setUrl(server.url());
        return split;
    }

    private final class SplitTrip implements LastTrip {
        private final JdbcEventStore reader;
        private final String commit;
        private int appends;

        private SplitTrip(JdbcEventStore reader, String commit) {
            this.reader = reader;
            this.commit = commit;
        }

        @Override
        public String text(String text) {
            return text.substring(0, text.lastIndexOf("commit"));
        }

        @Override
        public boolean run(Connection connection, PreparedStatement trip) throws SQLException {
            trip.execute();
            int before = ids(reader).size();
            try (Statement end = connection.createStatement()) {
                end.execute(commit);
            }
            seen.clear();
            seen.addAll(ids(reader));
            assertThat(seen).as("seen after the commit, and nothing before it").hasSize(before + 1);
            if (++appends == 2) server.kill();
            throw new SQLException("lost", "08006");
        }
    }

    private List<UUID> stored() {
        try (var store = new JdbcEventStore(server.source())) {
            return ids(store);
        }
    }

    private static List<UUID> ids(JdbcEventStore store) {
        return Noted.all(store).stream().map(EventEnvelope::id).toList();
    }
}
