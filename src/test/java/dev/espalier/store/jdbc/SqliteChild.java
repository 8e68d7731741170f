package dev.espalier.store.jdbc;

import dev.espalier.infrastructure.ConflictException;
import dev.espalier.infrastructure.ExpectedVersion;
import dev.espalier.infrastructure.StreamId;
import dev.espalier.store.Append;
import dev.espalier.store.Participant;
import dev.espalier.store.SnapshotVersion;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import javax.sql.DataSource;

/** The other process: what it does is its first argument, the database file its second. */
final class SqliteChild {
    static final String LEGACY = "create table if not exists legacy (text text primary key)";

    private static final BufferedReader IN =
            new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));

    private SqliteChild() {}

    public static void main(String[] arguments) throws Exception {
        DataSource source = SqliteFile.plain(Path.of(arguments[1]));
        switch (arguments[0]) {
            case "open" -> open(source);
            case "race" -> race(source, arguments[2]);
            case "decide" -> decide(source, Integer.parseInt(arguments[2]));
            case "write" -> write(source, Integer.parseInt(arguments[2]));
            case "serve" -> serve(source, arguments[2], arguments[3]);
            case "hold" -> hold(source);
            default -> throw new IllegalArgumentException(arguments[0]);
        }
    }

    private static void open(DataSource source) throws IOException {
        System.out.println("ready");
        IN.readLine();
        try (var store = new JdbcEventStore(source)) {
            store.append(Append.of(Noted.A, ExpectedVersion.any(), Noted.in(Noted.A, "opened"), Participant.NONE));
        }
        System.out.println("opened");
    }

    /** For each line "stream version": tries to be the one who appends it. */
    private static void race(DataSource source, String name) throws IOException {
        try (var store = new JdbcEventStore(source)) {
            System.out.println("ready");
            for (String line = IN.readLine(); line != null; line = IN.readLine()) {
                String[] words = line.split(" ");
                System.out.println(attempt(store, new StreamId("race", words[0]), Long.parseLong(words[1]), name));
            }
        }
    }

    static String attempt(JdbcEventStore store, StreamId stream, long version, String name) {
        try {
            store.append(Append.of(stream, ExpectedVersion.exactly(version), Noted.in(stream, name), Participant.NONE));
            return "won";
        } catch (ConflictException lost) {
            return "lost";
        }
    }

    private static void decide(DataSource source, int decisions) throws IOException {
        try (var store = new JdbcEventStore(source)) {
            System.out.println("ready");
            IN.readLine();
            SqliteOracleTest.decide(store, decisions);
        }
        System.out.println("decided");
    }

    private static void write(DataSource source, int events) {
        try (var store = new JdbcEventStore(source)) {
            System.out.println("ready");
            var stream = new StreamId("writer", "child");
            for (int i = 0; i < events; i++)
                store.append(Append.of(
                        stream, ExpectedVersion.exactly(i), Noted.in(stream, "child " + i), Participant.NONE));
        }
        System.out.println("done");
    }

    /** Appends events whose service writes a row each, until it is killed; says each that is acknowledged. */
    private static void serve(DataSource source, String name, String fault) throws SQLException {
        try (var store = new JdbcEventStore(source)) {
            var stream = new StreamId("served", name);
            for (int i = 1; ; i++) {
                String text = name + "-" + i;
                Participant rows = (events, transaction) -> {
                    if (!fault.equals("row-outside")) insert(transaction.as(Connection.class), text);
                    if (fault.equals("stop-inside")) stop("inside");
                    return List.of(
                            new SnapshotVersion("legacy", stream, events.get(0).version()));
                };
                store.append(Append.of(stream, ExpectedVersion.any(), Noted.in(stream, text), rows));
                if (fault.equals("row-outside")) {
                    stop("inside");
                    try (Connection connection = source.getConnection()) {
                        insert(connection, text);
                    }
                }
                System.out.println(text);
            }
        }
    }

    private static void insert(Connection connection, String text) {
        try (Statement statement = connection.createStatement()) {
            statement.executeUpdate("insert into legacy values ('" + text + "')");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void stop(String where) {
        System.out.println(where);
        try {
            IN.readLine();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Holds the write lock until a line comes. */
    private static void hold(DataSource source) throws Exception {
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("begin immediate");
            System.out.println("held");
            IN.readLine();
            statement.execute("rollback");
        }
        System.out.println("released");
    }
}
