package com.example.invoicing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Texts as they were once read and found right. */
final class Golden {
    private static final Path EXPECTED = Path.of("src/test/golden");
    private static final Path ACTUAL = Path.of("target/golden");

    private Golden() {}

    /** Leaves what came out in {@code target/golden}, to be looked at and copied when it is to be right from now on. */
    static void compare(String name, String actual) throws IOException {
        Files.createDirectories(ACTUAL);
        Files.writeString(ACTUAL.resolve(name), actual);
        assertThat(actual).isEqualTo(Files.readString(EXPECTED.resolve(name)));
    }
}
