package com.example.spring;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The databases that the adapter is tried on, behind a pool. */
enum Database {
    SQLITE("busy_timeout") {
        @Override
        String url() throws IOException {
            Path folder = Files.createTempDirectory(Path.of("target").toAbsolutePath(), "sqlite");
            return "jdbc:sqlite:" + folder.resolve("application.db");
        }

        @Override
        String ask(String setting) {
            return "pragma " + setting;
        }
    },
    POSTGRESQL("lock_timeout", "plan_cache_mode", "enable_seqscan", "default_transaction_isolation", "search_path") {
        private EmbeddedPostgres server;
        private int databases;

        @Override
        String url() throws IOException {
            if (server == null)
                server = EmbeddedPostgres.builder()
                        .setServerConfig("synchronous_commit", "on")
                        .start();
            String fresh = "application" + ++databases;
            JdbcClient.create(server.getPostgresDatabase())
                    .sql("create database " + fresh)
                    .update();
            return server.getJdbcUrl("postgres", fresh);
        }

        @Override
        String ask(String setting) {
            return "show " + setting;
        }
    };

    private final List<String> settings;

    Database(String... settings) {
        this.settings = List.of(settings);
    }

    /** Of a fresh database. */
    abstract String url() throws IOException;

    abstract String ask(String setting);

    HikariDataSource pool(int connections) throws IOException {
        var config = new HikariConfig();
        config.setJdbcUrl(url());
        config.setMaximumPoolSize(connections);
        config.setConnectionTimeout(5_000);
        var pool = new HikariDataSource(config);
        var jdbc = JdbcClient.create(pool);
        jdbc.sql("create table audit(text text)").update();
        jdbc.sql("create table invoice(id text primary key, customer text)").update();
        return pool;
    }

    /** What a transaction of ours might leave changed. */
    List<Object> settings(DataSource source) {
        var jdbc = JdbcClient.create(source);
        return settings.stream()
                .map(each -> jdbc.sql(ask(each)).query().singleValue())
                .toList();
    }
}
