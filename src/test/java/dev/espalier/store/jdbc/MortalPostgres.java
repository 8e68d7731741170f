package dev.espalier.store.jdbc;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.postgresql.ds.PGSimpleDataSource;

/** A server of a test's own that syncs, and that can die and be started again on the same files and port. */
final class MortalPostgres implements MortalServer {
    private final int major;
    private final String[] setting;
    private final Path data;
    private EmbeddedPostgres server;
    private int port;

    /** With a setting and its value, if one is given. */
    MortalPostgres(int major, String... setting) throws IOException {
        this.major = major;
        this.setting = setting;
        this.data = Files.createTempDirectory(Path.of("target").toAbsolutePath(), "postgresql");
        start();
    }

    String url() {
        return server.getJdbcUrl("postgres", "postgres");
    }

    @Override
    public PGSimpleDataSource source() {
        var source = new PGSimpleDataSource();
        source.setUrl(url());
        return source;
    }

    @Override
    public void start() {
        server = PostgresServer.start(major, builder -> {
            builder.setDataDirectory(data)
                    .setCleanDataDirectory(false)
                    .setRegisterShutdownHook(true)
                    .setServerConfig("fsync", "on");
            if (port != 0) builder.setPort(port);
            if (setting.length > 0) builder.setServerConfig(setting[0], setting[1]);
        });
        port = server.getPort();
    }

    /** The postmaster first, so that it can start nothing anew, then all its children. */
    @Override
    public void kill() {
        try {
            ProcessHandle postmaster = postmaster();
            List<ProcessHandle> all = new ArrayList<>(List.of(postmaster));
            all.addAll(postmaster.descendants().toList());
            for (ProcessHandle each : all) each.destroyForcibly();
            for (ProcessHandle each : all) each.onExit().get(1, TimeUnit.MINUTES);
            Files.deleteIfExists(data.resolve("postmaster.pid"));
            server.close();
        } catch (IOException | InterruptedException | ExecutionException | TimeoutException e) {
            throw new AssertionError(e);
        }
    }

    /** As {@code pg_ctl stop -m fast}: connections are told to go. */
    @Override
    public void shutDown() throws IOException {
        server.close();
    }

    private ProcessHandle postmaster() throws IOException {
        String pid = Files.readAllLines(data.resolve("postmaster.pid")).get(0).strip();
        return ProcessHandle.of(Long.parseLong(pid)).orElseThrow();
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
