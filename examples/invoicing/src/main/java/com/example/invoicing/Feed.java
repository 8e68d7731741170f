package com.example.invoicing;

import com.example.invoicing.feeding.Document;
import com.example.invoicing.feeding.Documents;
import com.example.invoicing.feeding.Feeder;
import com.example.invoicing.feeding.Feeder.Outcome;
import com.example.invoicing.feeding.Source;
import java.io.PrintStream;
import java.sql.SQLException;

/** Gives all documents of a source to a feeder. */
final class Feed {
    /** What a line begins with that names a document which is done for good. */
    static final String DONE = "done ";

    /** Hears of each document. */
    @FunctionalInterface
    interface Listener {
        void done(Document document, Outcome outcome);
    }

    private Feed() {}

    static void all(Source source, Feeder feeder, Listener listener) throws SQLException {
        try (var documents = new Documents(source)) {
            for (var next = documents.next(); next.isPresent(); next = documents.next())
                listener.done(next.get(), feeder.take(next.get()));
        }
    }

    /** Names each document as soon as it is done: what this process says, has to be there after any crash. */
    static void aloud(Source source, Feeder feeder, PrintStream out) throws SQLException {
        all(source, feeder, (document, outcome) -> {
            out.print(DONE + document.number() + "\n");
            out.flush();
        });
    }
}
