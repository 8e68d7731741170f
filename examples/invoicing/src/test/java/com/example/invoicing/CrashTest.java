package com.example.invoicing;

import static org.assertj.core.api.Assertions.assertThat;

import com.example.invoicing.setup.Database;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real kills of a real process, wherever it happens to be. */
class CrashTest {
    private static final int DOCUMENTS = 20;

    @TempDir
    Path folder;

    @Test
    void killed_anywhere_and_gone_on_with_it_ends_as_if_nothing_had_happened() throws Exception {
        String data = Samples.documents(DOCUMENTS, folder).toString();
        Path calm = folder.resolve("calm.db");
        assertThat(feed(data, calm).code()).isZero();
        List<String> expected = tables(calm);

        var random = new Random(20250115);
        for (int round = 0; round < Integer.getInteger("rounds", 1); round++) {
            Path file = folder.resolve("killed-" + round + ".db");
            List<String> told = new ArrayList<>();
            int kills = 1 + random.nextInt(2);
            for (int kill = 0; kill < kills; kill++) {
                var arguments = Arguments.parse(List.of("--feed", "--data", data, "--db", file.toString()));
                told.addAll(new Crash(arguments, file).after(1 + random.nextInt(DOCUMENTS / 2), () -> {}));
            }
            List<String> rows = tables(file);
            assertThat(told).allMatch(document -> isThere(document, rows) || isSetAside(document, expected));
            assertThat(feed(data, file).code()).isZero();
            assertThat(tables(file)).isEqualTo(expected);
        }
    }

    private static Program feed(String data, Path file) {
        return Program.run("--feed", "--data", data, "--db", file.toString());
    }

    private static List<String> tables(Path file) throws SQLException {
        try (var database = Database.open(file);
                var connection = database.getConnection()) {
            return Tables.dump(connection);
        }
    }

    private static boolean isThere(String document, List<String> rows) {
        return rows.stream().anyMatch(row -> row.startsWith(document + "|") && !row.contains("|DRAFT|"));
    }

    private static boolean isSetAside(String document, List<String> expected) {
        return expected.stream().noneMatch(row -> row.startsWith(document + "|"));
    }
}
