package dev.espalier.store.jdbc;

import dev.espalier.infrastructure.Tag;
import dev.espalier.store.EventData;
import java.util.ArrayList;
import java.util.List;

/** The tags of events, its type among them, as columns of parameters: of which append, of which event of it, and the tag. */
final class PostgresTags {
    private final List<Integer> appends = new ArrayList<>();
    private final List<Integer> steps = new ArrayList<>();
    private final List<String> texts = new ArrayList<>();

    void add(int append, int step, EventData event) {
        add(append, step, QuerySql.typeTag(event.type().name()));
        for (Tag tag : event.tags()) add(append, step, tag.toString());
    }

    private void add(int append, int step, String text) {
        appends.add(append);
        steps.add(step);
        texts.add(text);
    }

    Object appends() {
        return PostgresText.numbers(appends);
    }

    Object steps() {
        return PostgresText.numbers(steps);
    }

    Object texts() {
        return PostgresText.texts(texts.toArray(String[]::new));
    }
}
