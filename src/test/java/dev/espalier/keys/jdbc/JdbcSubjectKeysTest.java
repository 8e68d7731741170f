package dev.espalier.keys.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import dev.espalier.keys.ForgottenSubjectException;
import dev.espalier.keys.SubjectKey;
import dev.espalier.store.jdbc.MariaDbFixture;
import dev.espalier.store.jdbc.NeedsMariaDb;
import dev.espalier.store.jdbc.PostgresFixture;
import dev.espalier.tck.Race;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.sqlite.SQLiteDataSource;

/** Keys in a table, under races and restarts. */
class JdbcSubjectKeysTest {
    private static final int ROUNDS = Integer.getInteger("rounds", 3);
    private static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");

    enum Database {
        SQLITE,
        POSTGRESQL,
        MARIADB
    }

    @TempDir
    Path folder;

    private final List<AutoCloseable> open = new ArrayList<>();

    private DataSource source(Database kind) {
        if (kind == Database.POSTGRESQL) return closing(PostgresFixture.pool(18));
        if (kind == Database.MARIADB) {
            NeedsMariaDb.Condition.assume();
            return closing(MariaDbFixture.pool());
        }
        var source = new SQLiteDataSource();
        source.setUrl("jdbc:sqlite:" + folder.resolve("keys.db"));
        return source;
    }

    private DataSource closing(HikariDataSource pool) {
        open.add(pool);
        return pool;
    }

    private JdbcSubjectKeys keys(DataSource source) {
        var keys = new JdbcSubjectKeys(source, InstantSource.fixed(NOW));
        open.add(0, keys);
        return keys;
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable each : open) each.close();
    }

    private static String someone() {
        return UUID.randomUUID().toString();
    }

    @ParameterizedTest
    @EnumSource
    void a_key_is_found_again_after_a_restart(Database kind) {
        var source = source(kind);
        String subject = someone();
        SubjectKey made = keys(source).current(subject);

        assertThat(keys(source).current(subject)).isEqualTo(made);
        assertThat(keys(source).find(made.id())).contains(made);
        assertThat(keys(source).find(UUID.randomUUID())).isEmpty();
        assertThat(keys(source).forgottenAt(subject)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void a_forgotten_subject_has_no_secret_and_is_remembered_as_forgotten(Database kind) {
        var keys = keys(source(kind));
        String subject = someone();
        SubjectKey first = keys.current(subject);
        keys.rotate(subject);
        SubjectKey second = keys.current(subject);
        assertThat(second.id()).isNotEqualTo(first.id());

        keys.forget(subject);
        keys.forget(subject);

        for (SubjectKey key : List.of(first, second))
            assertThat(keys.find(key.id()).orElseThrow().secret()).isEmpty();
        assertThat(keys.forgottenAt(subject)).contains(NOW);
        assertThatThrownBy(() -> keys.current(subject)).isInstanceOf(ForgottenSubjectException.class);
        assertThatThrownBy(() -> keys.rotate(subject)).isInstanceOf(ForgottenSubjectException.class);
    }

    @ParameterizedTest
    @EnumSource
    void subjects_whose_names_are_nearly_the_same_are_different(Database kind) {
        var keys = keys(source(kind));
        String subject = "é" + someone();
        SubjectKey key = keys.current(subject);
        for (String other : List.of(subject.replace("é", "e"), subject.replace("é", "É"), subject + " "))
            assertThat(keys.current(other).id()).isNotEqualTo(key.id());

        keys.forget(subject + " ");

        assertThat(keys.current(subject)).isEqualTo(key);
    }

    @ParameterizedTest
    @EnumSource
    void a_subject_that_was_never_known_is_forgotten_too(Database kind) {
        var keys = keys(source(kind));
        String subject = someone();
        keys.forget(subject);
        assertThat(keys.forgottenAt(subject)).contains(NOW);
        assertThatThrownBy(() -> keys.current(subject)).isInstanceOf(ForgottenSubjectException.class);
    }

    @ParameterizedTest
    @EnumSource
    void of_those_who_come_at_once_all_get_one_key(Database kind) throws Exception {
        var source = source(kind);
        var instances = List.of(keys(source), keys(source));
        for (int round = 0; round < ROUNDS * 5; round++) {
            String subject = someone();
            var outcomes = Race.run(6, racer -> instances.get(racer % 2).current(subject));
            assertThat(outcomes.lost()).isEmpty();
            assertThat(new HashSet<>(outcomes.won())).hasSize(1);
        }
    }

    @ParameterizedTest
    @EnumSource
    void no_key_outlives_the_forgetting_that_it_races_with(Database kind) throws Exception {
        var source = source(kind);
        var keys = keys(source);
        var other = keys(source);
        for (int round = 0; round < ROUNDS * 5; round++) {
            String subject = someone();
            if (round % 2 == 0) keys.current(subject);
            Race.run(4, racer -> {
                if (racer == 0) keys.forget(subject);
                else if (racer == 1) other.rotate(subject);
                else other.current(subject);
                return racer;
            });
            try (var connection = source.getConnection();
                    var query = connection.prepareStatement(
                            "select count(*) from espalier_subject_keys where subject = ? and secret is not null")) {
                query.setString(1, subject);
                try (var rows = query.executeQuery()) {
                    rows.next();
                    assertThat(rows.getInt(1)).as("secrets left of " + subject).isZero();
                }
            }
            assertThatThrownBy(() -> keys.current(subject)).isInstanceOf(ForgottenSubjectException.class);
        }
    }

    @ParameterizedTest
    @EnumSource
    void two_instances_create_the_table_at_once(Database kind) throws Exception {
        var source = source(kind);
        var outcomes = Race.run(4, racer -> keys(source));
        assertThat(outcomes.lost()).isEmpty();
    }
}
