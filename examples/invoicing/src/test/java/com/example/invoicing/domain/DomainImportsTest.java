package com.example.invoicing.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The domain knows the words of the library and nothing else of it: no store, no JSON, no database. */
class DomainImportsTest {
    private static final Path DOMAIN = Path.of("src/main/java/com/example/invoicing/domain");

    @Test
    void the_domain_imports_the_infrastructure_and_nothing_else_of_the_library() throws IOException {
        List<String> all = new ArrayList<>();
        try (var files = Files.walk(DOMAIN)) {
            for (Path file : files.filter(Files::isRegularFile).toList())
                for (String line : Files.readAllLines(file)) if (line.startsWith("import ")) all.add(line);
        }
        assertThat(all).hasSizeGreaterThan(50).allMatch(DomainImportsTest::allowed);
    }

    private static boolean allowed(String line) {
        return line.startsWith("import java.math.")
                || line.startsWith("import java.time.")
                || line.startsWith("import java.util.")
                || line.startsWith("import com.example.invoicing.domain.")
                || line.startsWith("import com.example.invoicing.repositories.commands.")
                || line.startsWith("import dev.espalier.infrastructure.");
    }
}
