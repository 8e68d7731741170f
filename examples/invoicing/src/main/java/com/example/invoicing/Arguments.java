package com.example.invoicing;

import com.example.invoicing.setup.BadInput;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/** What was asked for on the command line. */
record Arguments(boolean help, boolean inMemory, Optional<Path> data, Optional<Path> db) {
    static final String HELP = """
            Takes documents as commands, keeps the rows of an old invoicing system, and prints its reports.

              --data PATH   documents to take: CSV, plain or gzip; the example's own small input when left out
              --db PATH     SQLite file to keep events and rows in; a new one in a temporary folder when left out
              --in-memory   keep the events in memory; only the rows are in the SQLite file then
              --help        this text

            Exit code: 0 when every check passed, 1 when one failed, 2 for bad arguments or input.
            """;

    static Arguments parse(List<String> words) {
        boolean help = false;
        boolean inMemory = false;
        Optional<Path> data = Optional.empty();
        Optional<Path> db = Optional.empty();
        Deque<String> rest = new ArrayDeque<>(words);
        while (!rest.isEmpty()) {
            String word = rest.pop();
            switch (word) {
                case "--help" -> help = true;
                case "--in-memory" -> inMemory = true;
                case "--data" -> data = Optional.of(path(word, rest));
                case "--db" -> db = Optional.of(path(word, rest));
                default -> throw new BadInput("unknown argument: " + word + " (--help shows what there is)");
            }
        }
        return new Arguments(help, inMemory, data, db);
    }

    private static Path path(String option, Deque<String> rest) {
        if (rest.isEmpty() || rest.peek().startsWith("--")) throw new BadInput(option + " needs a path after it");
        String text = rest.pop();
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            throw new BadInput(option + " " + text + ": this is no path");
        }
    }
}
