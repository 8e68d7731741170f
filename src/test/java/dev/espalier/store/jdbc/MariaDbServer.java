package dev.espalier.store.jdbc;

import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.mariadb.jdbc.MariaDbDataSource;

/**
 * A real MariaDB from the operating system's package, by hand, on files of its own. It can die, and be started again on the
 * same files and port. Its user has rights on one database and no others.
 */
final class MariaDbServer implements MortalServer {
    private static final List<Path> PROGRAMS =
            List.of(Path.of("/usr/sbin"), Path.of("/usr/bin"), Path.of("/usr/local/sbin"), Path.of("/usr/local/bin"));
    private static final Path MEMORY = Path.of("/dev/shm");
    private static final String USER = "application";
    private static final String PASSWORD = "secret";
    private static MariaDbServer shared;

    private final String[] settings;
    private final Path data;
    private final int port;
    private Process server;

    /** On the disk, so that what is synced costs what it costs. */
    MariaDbServer(String... settings) {
        this(Path.of("target"), settings);
    }

    private MariaDbServer(Path folder, String... settings) {
        this.settings = settings;
        try {
            data = Files.createTempDirectory(folder, "mariadb").toAbsolutePath();
            try (var free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                port = free.getLocalPort();
            }
            run(List.of(
                    program("mariadb-install-db"),
                    "--no-defaults",
                    "--datadir=" + data,
                    "--user=" + System.getProperty("user.name"),
                    "--auth-root-authentication-method=normal",
                    "--skip-test-db"));
            start(settings);
            try (Connection root = root()) {
                for (String each : List.of(
                        "create database espalier",
                        "create user " + USER + "@'%' identified by '" + PASSWORD + "'",
                        "grant all on espalier.* to " + USER + "@'%'"))
                    root.createStatement().execute(each);
            }
        } catch (IOException | SQLException e) {
            throw new IllegalStateException("MariaDB does not start here; its tests need it", e);
        }
    }

    /** One for a whole test run: durable by its settings, as every server here, but in memory where there is room. */
    static synchronized MariaDbServer shared() {
        if (shared == null) {
            shared = new MariaDbServer(hasRoom(MEMORY) ? MEMORY : Path.of("target"));
            Runtime.getRuntime().addShutdownHook(new Thread(shared::close));
        }
        return shared;
    }

    private static boolean hasRoom(Path folder) {
        return Files.isWritable(folder) && folder.toFile().getUsableSpace() > 1L << 30;
    }

    static boolean isInstalled() {
        return PROGRAMS.stream().anyMatch(folder -> Files.isExecutable(folder.resolve("mariadbd")));
    }

    private static String program(String name) {
        return PROGRAMS.stream()
                .map(folder -> folder.resolve(name))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(
                        "no " + name + " here: apt-get install --no-install-recommends mariadb-server"))
                .toString();
    }

    private void run(List<String> command) throws IOException {
        Path log = data.resolveSibling(data.getFileName() + ".log");
        Process process = process(command).redirectOutput(log.toFile()).start();
        try {
            if (process.waitFor() != 0) throw new IOException(command + ": " + Files.readString(log));
            Files.delete(log);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Each with a place of its own for what is temporary: a server that starts removes what others have left where it looks. */
    private ProcessBuilder process(List<String> command) throws IOException {
        var builder = new ProcessBuilder(command).redirectErrorStream(true);
        Path temporary = Files.createDirectories(Path.of("target", "temporary-of-" + data.getFileName()));
        builder.environment().put("TMPDIR", temporary.toAbsolutePath().toString());
        return builder;
    }

    private void start(String... settings) throws IOException {
        var command = new ArrayList<>(List.of(
                program("mariadbd"),
                "--no-defaults",
                "--user=" + System.getProperty("user.name"),
                "--datadir=" + data,
                "--socket=socket",
                "--pid-file=pid",
                "--bind-address=127.0.0.1",
                "--port=" + port,
                "--skip-name-resolve",
                "--innodb-buffer-pool-size=64M",
                "--max-connections=500"));
        command.addAll(List.of(settings));
        server = process(command)
                .redirectOutput(
                        ProcessBuilder.Redirect.appendTo(data.resolve("log").toFile()))
                .start();
        while (true) {
            try {
                root().close();
                return;
            } catch (SQLException notYet) {
                if (!server.isAlive()) throw new IOException(Files.readString(data.resolve("log")));
                Thread.onSpinWait();
            }
        }
    }

    @Override
    public DataSource source() {
        return plain();
    }

    /** With the settings that it was made with. */
    @Override
    public void start() throws IOException {
        start(settings);
    }

    @Override
    public void kill() {
        server.destroyForcibly();
        awaitEnd();
    }

    @Override
    public void shutDown() {
        server.destroy();
        awaitEnd();
    }

    private void awaitEnd() {
        try {
            server.waitFor();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    Connection root() throws SQLException {
        return DriverManager.getConnection("jdbc:mariadb://127.0.0.1:" + port + "/", "root", "");
    }

    String url(String... options) {
        return "jdbc:mariadb://127.0.0.1:" + port + "/espalier?user=" + USER + "&password=" + PASSWORD
                + (options.length == 0 ? "" : "&" + String.join("&", options));
    }

    MariaDbDataSource plain(String... options) {
        return at(url(options));
    }

    static MariaDbDataSource at(String url) {
        try {
            return new MariaDbDataSource(url);
        } catch (SQLException e) {
            throw new IllegalArgumentException(url, e);
        }
    }

    HikariDataSource pooled(int connections) {
        return Sql.pooled(plain(), connections, config -> {});
    }

    /** All variables of a connection but those that count or tell the time. */
    static TreeMap<String, String> settings(Connection connection) throws SQLException {
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery("show session variables")) {
            var settings = new TreeMap<String, String>();
            while (rows.next()) settings.put(rows.getString(1), rows.getString(2));
            settings.keySet()
                    .removeIf(name -> name.matches("timestamp|in_transaction|last_.*|rand_seed.*|identity|.*gtid.*"));
            return settings;
        }
    }

    @Override
    public void close() {
        server.destroyForcibly();
        try {
            server.waitFor(1, TimeUnit.MINUTES);
            try (var files = Files.walk(data)) {
                for (Path each : files.sorted((a, b) -> b.compareTo(a)).toList()) Files.delete(each);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
