package dev.espalier.serialization;

import dev.espalier.serialization.Upcaster.Form;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Which forms of events are stored, which are known, and what each reads as. Its text is a table.
 *
 * @param rows by type and schema version
 */
public record TypeReport(List<Row> rows) {
    /** How events of a form are read. */
    public enum Reading {
        /** They are of the form that is written today. */
        AS_WRITTEN_TODAY,
        /** Their type was renamed. */
        FORMER_NAME,
        /** Upcasters make of them what reads today. */
        UPCAST,
        /** Not at all: who asks for one gets an {@code UnreadableEventException}. */
        UNKNOWN
    }

    /**
     * One form.
     *
     * @param form stored name and schema version
     * @param categories of the streams in which it is stored; none where it is only known, or the store does not tell
     * @param reading how it is read
     * @param becomes the registered classes that can come of it
     */
    public record Row(Form form, Set<String> categories, Reading reading, Set<Class<?>> becomes) {
        /** Copies the sets. */
        public Row {
            categories = Collections.unmodifiableSortedSet(new TreeSet<>(categories));
            becomes = Set.copyOf(becomes);
        }

        private String text() {
            String classes = becomes.stream().map(Class::getSimpleName).sorted().collect(Collectors.joining(", "));
            return "%-40s %7d  %-30s %-17s %s"
                    .formatted(
                            form.type(),
                            form.schemaVersion(),
                            categories.isEmpty() ? "-" : String.join(", ", categories),
                            reading.name().toLowerCase(Locale.ROOT).replace('_', ' '),
                            reading == Reading.UNKNOWN ? "-" : classes.isEmpty() ? "nothing" : classes)
                    .stripTrailing();
        }
    }

    /** Sorts the rows. */
    public TypeReport {
        rows = rows.stream()
                .sorted(Comparator.comparing((Row row) -> row.form().type())
                        .thenComparing(row -> row.form().schemaVersion()))
                .toList();
    }

    /**
     * What nobody can read here.
     *
     * @return the rows of unknown forms
     */
    public List<Row> unknown() {
        return rows.stream().filter(row -> row.reading() == Reading.UNKNOWN).toList();
    }

    @Override
    public String toString() {
        return rows.stream()
                .map(Row::text)
                .collect(Collectors.joining(
                        "\n",
                        "%-40s %7s  %-30s %-17s %s\n".formatted("type", "version", "stored in", "read", "becomes"),
                        "\n"));
    }
}
