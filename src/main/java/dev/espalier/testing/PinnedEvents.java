package dev.espalier.testing;

import dev.espalier.Espalier;
import dev.espalier.infrastructure.Event;
import dev.espalier.infrastructure.ExpectedVersion;
import dev.espalier.infrastructure.UnreadableEventException;
import dev.espalier.serialization.TypeReport;
import dev.espalier.serialization.Upcaster.Form;
import dev.espalier.store.EventStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;

/**
 * A payload of every form that was ever released, kept in a file: a release that can no longer read one fails its tests, and
 * so does one that writes what no line of the file shows.
 *
 * <pre>{@code
 * PinnedEvents.in(Path.of("src/test/resources/events.txt"))
 *         .check(Invoicing::configure, new NewInvoiceCreated("4711", "ann"), new InvoicePaid("4711"));
 * }</pre>
 *
 * A line is a type, a schema version and a payload, with tabs between them. Lines are added, never changed: what is missing
 * is printed by the failure, to be pasted. What fails is an {@link AssertionError}, with everything that is wrong.
 */
public final class PinnedEvents {
    private final Path file;

    private PinnedEvents(Path file) {
        this.file = file;
    }

    /**
     * The file.
     *
     * @param file in UTF-8, such as in the test resources; one that is missing is empty
     * @return what can be checked
     */
    public static PinnedEvents in(Path file) {
        return new PinnedEvents(file);
    }

    /**
     * Checks that every line can be read, that every form that the configuration knows has a line, and that each sample is
     * written as a line shows it.
     *
     * @param configuration the production configuration, for any store
     * @param samples an event of each registered type
     * @throws AssertionError with all that is wrong, and the lines that are missing
     */
    public void check(Function<? super EventStore, Espalier.Builder> configuration, Event... samples) {
        List<PinnedPayload> pins = pins();
        var problems = new ArrayList<String>();
        var store = new PinStore();
        try (Espalier espalier = configuration.apply(store).open()) {
            for (PinnedPayload pin : pins) read(espalier, store.put(pin), pin, problems);
            var pinned = new HashSet<>(pins);
            for (Event sample : samples) {
                espalier.eventStoreService().append(PinStore.STREAM, ExpectedVersion.any(), sample);
                store.written()
                        .filter(pinned::add)
                        .ifPresent(line -> problems.add("no line shows what is written today, add:\n" + line));
            }
            checkComplete(espalier.types(), pinned, problems);
        }
        if (!problems.isEmpty())
            throw new AssertionError(file + " and the event types do not agree:\n" + String.join("\n", problems));
    }

    private List<PinnedPayload> pins() {
        try {
            if (!Files.exists(file)) return List.of();
            return Files.readAllLines(file).stream()
                    .filter(line -> !line.isBlank())
                    .map(PinnedPayload::parse)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void read(Espalier espalier, UUID id, PinnedPayload pin, List<String> problems) {
        try {
            espalier.eventStoreService().find(id).orElseThrow().events();
        } catch (UnreadableEventException e) {
            problems.add("a released payload can no longer be read: " + e.getMessage() + "\n" + pin);
        }
    }

    /** Of a former name one version is enough: which ones were released under it, nobody knows any more. */
    private static void checkComplete(TypeReport types, Set<PinnedPayload> pinned, List<String> problems) {
        for (TypeReport.Row row : types.rows()) {
            Form form = row.form();
            boolean former = row.reading() == TypeReport.Reading.FORMER_NAME;
            if (pinned.stream()
                    .noneMatch(pin -> former
                            ? pin.form().type().equals(form.type())
                            : pin.form().equals(form)))
                problems.add("no line shows " + form
                        + (row.reading() == TypeReport.Reading.AS_WRITTEN_TODAY ? ": pass a sample of it" : ""));
        }
    }
}
