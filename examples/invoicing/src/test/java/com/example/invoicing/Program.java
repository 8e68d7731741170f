package com.example.invoicing;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The program, run as on the command line, without a terminal. */
record Program(int code, String out, String err) {
    static Program run(String... words) {
        var out = new ByteArrayOutputStream();
        var err = new ByteArrayOutputStream();
        int code = Main.run(
                List.of(words),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                false);
        return new Program(code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    /** Without what differs from run to run: times, files, and how far the killed process came. */
    String stableOut() {
        return out.lines()
                .filter(line -> !line.startsWith("  [")
                        && !line.contains("ows in /")
                        && !line.contains(" as CSV in ")
                        && !line.contains("kill")
                        && !line.endsWith(" commands"))
                .map(line -> line + "\n")
                .reduce("", String::concat);
    }
}
