package com.example.invoicing;

import com.example.invoicing.setup.BadInput;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/** What was asked for on the command line. */
record Arguments(
        boolean help, boolean inMemory, boolean feed, Optional<Path> data, Optional<Path> db, Optional<Path> csv) {
    static final String HELP = """
            Takes documents as commands, keeps the rows of an old invoicing system, and prints its reports.

              --data PATH   documents to take: CSV, plain or gzip; the example's own small input when left out
              --db PATH     SQLite file to keep events and rows in; a new one in a temporary folder when left out.
                            A file of an earlier run is gone on with
              --csv FOLDER  write the reports there too, whole, as CSV
              --in-memory   keep the events in memory; only the rows are in the SQLite file then
              --feed        only take the documents, and name each one when it is done: what the run lets another
                            process do, to kill it half-way. Needs --db
              --help        this text

            Exit code: 0 when every check passed, 1 when one failed, 2 for bad arguments or input.
            """;

    static Arguments parse(List<String> words) {
        boolean help = false;
        boolean inMemory = false;
        boolean feed = false;
        Optional<Path> data = Optional.empty();
        Optional<Path> db = Optional.empty();
        Optional<Path> csv = Optional.empty();
        Deque<String> rest = new ArrayDeque<>(words);
        while (!rest.isEmpty()) {
            String word = rest.pop();
            switch (word) {
                case "--help" -> help = true;
                case "--in-memory" -> inMemory = true;
                case "--feed" -> feed = true;
                case "--data" -> data = Optional.of(path(word, rest));
                case "--db" -> db = Optional.of(path(word, rest));
                case "--csv" -> csv = Optional.of(path(word, rest));
                default -> throw new BadInput("unknown argument: " + word + " (--help shows what there is)");
            }
        }
        if (feed && (db.isEmpty() || inMemory)) throw new BadInput("--feed needs --db, and a store that lasts");
        return new Arguments(help, inMemory, feed, data, db, csv);
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
