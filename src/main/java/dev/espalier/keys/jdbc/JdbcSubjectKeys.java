package dev.espalier.keys.jdbc;

import dev.espalier.infrastructure.ConfigurationException;
import dev.espalier.infrastructure.StoreUnavailableException;
import dev.espalier.jdbc.MariaDbCode;
import dev.espalier.jdbc.Names;
import dev.espalier.jdbc.Source;
import dev.espalier.jdbc.SqlState;
import dev.espalier.jdbc.SqlWork;
import dev.espalier.jdbc.SqliteCode;
import dev.espalier.jdbc.Statements;
import dev.espalier.keys.ForgottenSubjectException;
import dev.espalier.keys.Secrets;
import dev.espalier.keys.SubjectKey;
import dev.espalier.keys.SubjectKeys;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Keys in a table, on SQLite, PostgreSQL or MariaDB: made and deleted in transactions of their own, before the append that
 * needs them. A key that no event uses, as after a crash between the two, harms nobody.
 *
 * <p>Give them a data source of their own. On SQLite that is a file of its own, since an append holds the write lock of its file
 * when it asks for a key; on the others another pool, since an append holds a connection meanwhile. Apart from the events, keys
 * also have backups of their own, which have to end sooner: a secret that was deleted is in them, in the database's own log and
 * in pages that it has not used again yet.
 */
public final class JdbcSubjectKeys implements SubjectKeys, AutoCloseable {
    private static final String TABLE = """
            create table if not exists {subject_keys} (
                key_id varchar(36) primary key,
                subject varchar(255) not null,
                version int not null,
                secret varchar(64),
                created_at bigint not null,
                forgotten_at bigint,
                unique (subject, version)
            )""";
    /** MariaDB would take subjects for the same that differ in case, accents or spaces at their end. */
    private static final String EXACT = " engine = InnoDB character set utf8mb4 collate utf8mb4_nopad_bin";

    private static final Set<String> PRODUCTS = Set.of("SQLite", "PostgreSQL", "MariaDB");

    private static final String FORGOTTEN =
            "select min(forgotten_at) from {subject_keys} where subject = ? and forgotten_at is not null";
    private static final String NEWEST =
            "select key_id, secret from {subject_keys} where subject = ? and secret is not null order by version desc limit 1";
    private static final String BY_ID = "select subject, secret from {subject_keys} where key_id = ?";
    private static final String VERSION = "select max(version) from {subject_keys} where subject = ?";
    private static final String INSERT =
            "insert into {subject_keys} (key_id, subject, version, secret, created_at) values (?, ?, ?, ?, ?)";
    private static final String INSERT_FORGOTTEN =
            "insert into {subject_keys} (key_id, subject, version, created_at, forgotten_at) values (?, ?, 1, ?, ?)";
    private static final String FORGET =
            "update {subject_keys} set secret = null, forgotten_at = ? where subject = ? and forgotten_at is null";

    private static final int MOST_TRIES = 10;

    private final Secrets secrets = new Secrets(new SecureRandom());
    private final Source source;
    private final InstantSource clock;

    /**
     * Keys in the table {@code espalier_subject_keys}, which is created when it is missing.
     *
     * @param dataSource of connections with autocommit on; stays open
     * @param clock when a key is made or a subject forgotten
     * @throws ConfigurationException when the database is another one
     * @throws StoreUnavailableException when it does not answer
     */
    public JdbcSubjectKeys(DataSource dataSource, InstantSource clock) {
        this.source = new Source(dataSource, new Names("espalier_"));
        this.clock = clock;
        with(sql -> {
            String product = sql.connection().getMetaData().getDatabaseProductName();
            if (!PRODUCTS.contains(product))
                throw new ConfigurationException(List.of("keys of subjects on JDBC: '" + product
                        + "' is not supported; SQLite, PostgreSQL and MariaDB are"));
            createTable(product.equals("MariaDB") ? TABLE + EXACT : TABLE, sql);
            return 0;
        });
    }

    /** Each statement is a transaction, so work may begin anew: MariaDB may end one as a deadlock. */
    private <T> T with(SqlWork<T> work) {
        for (int tries = 1; ; tries++) {
            try {
                return source.with(work);
            } catch (SQLException e) {
                if (tries == MOST_TRIES || !MariaDbCode.isRetryable(e))
                    throw new StoreUnavailableException("the keys of subjects cannot be reached", e);
            }
        }
    }

    /** Two processes may come at once; on PostgreSQL one of them is refused then, and finds the table afterwards. */
    private static void createTable(String statement, Statements sql) throws SQLException {
        try {
            sql.run(statement);
        } catch (SQLException e) {
            if (!isTaken(e)) throw e;
            sql.number(VERSION, "");
        }
    }

    private static boolean isTaken(SQLException e) {
        return SqlState.constraint(e) || SqliteCode.of(e) == SqliteCode.CONSTRAINT;
    }

    @Override
    public SubjectKey current(String subject) {
        return with(sql -> {
            refuseForgotten(sql, subject);
            Optional<SubjectKey> known = newest(sql, subject);
            return known.isPresent() ? known.get() : make(sql, subject, 1);
        });
    }

    @Override
    public void rotate(String subject) {
        with(sql -> {
            refuseForgotten(sql, subject);
            return make(sql, subject, (int) sql.number(VERSION, subject) + 1);
        });
    }

    /** Who comes second finds the key of who was first. */
    private SubjectKey make(Statements sql, String subject, int version) throws SQLException {
        try {
            sql.update(
                    INSERT,
                    UUID.randomUUID().toString(),
                    subject,
                    version,
                    Base64.getEncoder().encodeToString(secrets.next().getEncoded()),
                    clock.millis());
        } catch (SQLException e) {
            if (!isTaken(e)) throw e;
        }
        refuseForgottenMeanwhile(sql, subject);
        return newest(sql, subject).orElseThrow(() -> new ForgottenSubjectException(subject));
    }

    /** A key that was made while its subject was being forgotten goes as well: whoever comes last takes it. */
    private void refuseForgottenMeanwhile(Statements sql, String subject) throws SQLException {
        if (sql.number(FORGOTTEN, subject) == 0) return;
        sql.update(FORGET, clock.millis(), subject);
        throw new ForgottenSubjectException(subject);
    }

    private static void refuseForgotten(Statements sql, String subject) throws SQLException {
        if (sql.number(FORGOTTEN, subject) != 0) throw new ForgottenSubjectException(subject);
    }

    private static Optional<SubjectKey> newest(Statements sql, String subject) throws SQLException {
        return sql.query(
                NEWEST,
                rows -> rows.next()
                        ? Optional.of(key(UUID.fromString(rows.getString(1)), subject, rows.getString(2)))
                        : Optional.empty(),
                subject);
    }

    @Override
    public Optional<SubjectKey> find(UUID id) {
        return with(sql -> sql.query(
                BY_ID,
                rows -> rows.next() ? Optional.of(key(id, rows.getString(1), rows.getString(2))) : Optional.empty(),
                id.toString()));
    }

    private static SubjectKey key(UUID id, String subject, @Nullable String secret) {
        return new SubjectKey(
                id,
                subject,
                Optional.ofNullable(secret)
                        .map(text -> Secrets.of(Base64.getDecoder().decode(text))));
    }

    @Override
    public void forget(String subject) {
        with(sql -> {
            // a key that is made at the same moment is seen by the second statement, or sees the first
            if (sql.update(FORGET, clock.millis(), subject) == 0) remember(sql, subject);
            return sql.update(FORGET, clock.millis(), subject);
        });
    }

    private void remember(Statements sql, String subject) throws SQLException {
        if (sql.number(FORGOTTEN, subject) != 0) return;
        try {
            sql.update(INSERT_FORGOTTEN, UUID.randomUUID().toString(), subject, clock.millis(), clock.millis());
        } catch (SQLException e) {
            if (!isTaken(e)) throw e;
        }
    }

    @Override
    public Optional<Instant> forgottenAt(String subject) {
        long at = with(sql -> sql.number(FORGOTTEN, subject));
        return at == 0 ? Optional.empty() : Optional.of(Instant.ofEpochMilli(at));
    }

    /** Closes what connections are kept; the data source stays open. */
    @Override
    public void close() {
        source.close();
    }
}
