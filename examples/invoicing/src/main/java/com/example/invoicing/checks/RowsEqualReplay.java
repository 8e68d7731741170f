package com.example.invoicing.checks;

import com.example.invoicing.reports.Figures;
import dev.espalier.infrastructure.EventStoreService;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Compares the rows with a replay of the events, column by column, except for columns that others write. */
public final class RowsEqualReplay {
    private static final Set<String> OF_OTHERS = Set.of("updated_at", "print_count");
    private static final String COLUMNS = """
            SELECT t.name, c.name FROM main.sqlite_schema t, pragma_table_info(t.name) c
            WHERE t.type = 'table' AND t.name IN (SELECT name FROM replayed.sqlite_schema)
              AND t.name NOT LIKE 'sqlite%'
            ORDER BY t.name, c.cid""";

    private RowsEqualReplay() {}

    public static Check run(Connection rows, EventStoreService events) throws SQLException, IOException {
        Path folder = Files.createTempDirectory("invoicing-replay-");
        Path file = folder.resolve("replayed.db");
        try {
            long count = Replay.into(file, events);
            execute(rows, "ATTACH DATABASE ? AS replayed", file.toString());
            try {
                return compare(rows, count);
            } finally {
                execute(rows, "DETACH DATABASE replayed");
            }
        } finally {
            delete(folder);
        }
    }

    private static Check compare(Connection rows, long events) throws SQLException {
        long compared = 0;
        List<String> differences = new ArrayList<>();
        for (var table : columns(rows).entrySet()) {
            String columns = String.join(", ", table.getValue());
            String kept = "SELECT " + columns + " FROM main." + table.getKey();
            String replayed = "SELECT " + columns + " FROM replayed." + table.getKey();
            compared += number(rows, "SELECT count(*) FROM main." + table.getKey());
            long more = number(rows, "SELECT count(*) FROM (" + kept + " EXCEPT " + replayed + ")");
            long less = number(rows, "SELECT count(*) FROM (" + replayed + " EXCEPT " + kept + ")");
            if (more + less > 0)
                differences.add(table.getKey() + ": " + more + " rows are not as replayed, " + less
                        + " replayed rows are not there");
        }
        String figures = differences.isEmpty()
                ? Figures.count(compared) + " rows, " + Figures.count(events) + " events"
                : String.join("; ", differences);
        return new Check("rows equal a replay of the events", differences.isEmpty() && compared > 0, figures);
    }

    private static Map<String, List<String>> columns(Connection rows) throws SQLException {
        Map<String, List<String>> columns = new LinkedHashMap<>();
        try (var statement = rows.createStatement();
                ResultSet result = statement.executeQuery(COLUMNS)) {
            while (result.next())
                if (!OF_OTHERS.contains(result.getString(2)))
                    columns.computeIfAbsent(result.getString(1), none -> new ArrayList<>())
                            .add(result.getString(2));
        }
        return columns;
    }

    private static long number(Connection rows, String sql) throws SQLException {
        try (var statement = rows.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            result.next();
            return result.getLong(1);
        }
    }

    private static void execute(Connection rows, String sql, String... values) throws SQLException {
        try (PreparedStatement statement = rows.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) statement.setString(i + 1, values[i]);
            statement.execute();
        }
    }

    private static void delete(Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            for (Path file : files.toList()) Files.delete(file);
        }
        Files.delete(folder);
    }
}
