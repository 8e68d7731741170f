package dev.espalier.testing;

import dev.espalier.infrastructure.Event;
import java.lang.reflect.RecordComponent;
import java.util.List;
import java.util.Objects;

/** Two lists of events, compared so that a person sees at once what differs. */
final class EventDiff {
    private EventDiff() {}

    static void assertEqual(List<Event> expected, List<Event> actual) {
        if (expected.equals(actual)) return;
        var text = new StringBuilder("other events follow than expected");
        int rows = Math.max(expected.size(), actual.size());
        for (int i = 0; i < rows; i++) {
            text.append("\n  ").append(i + 1).append(". ");
            if (i >= actual.size()) text.append("missing:    ").append(expected.get(i));
            else if (i >= expected.size()) text.append("unexpected: ").append(actual.get(i));
            else if (expected.get(i).equals(actual.get(i)))
                text.append("as expected: ").append(actual.get(i));
            else differing(text, expected.get(i), actual.get(i));
        }
        throw new AssertionError(text.toString());
    }

    private static void differing(StringBuilder text, Event expected, Event actual) {
        if (expected.getClass() != actual.getClass() || !expected.getClass().isRecord()) {
            text.append("expected:   ")
                    .append(expected)
                    .append("\n     but was:    ")
                    .append(actual);
            return;
        }
        text.append(expected.getClass().getSimpleName());
        for (RecordComponent component : expected.getClass().getRecordComponents()) {
            Object wanted = value(component, expected);
            Object found = value(component, actual);
            if (!Objects.equals(wanted, found))
                text.append("\n     ")
                        .append(component.getName())
                        .append("\n       expected: ")
                        .append(wanted)
                        .append("\n       but was:  ")
                        .append(found);
        }
    }

    /** A record in a closed module is shown whole instead. */
    private static Object value(RecordComponent component, Event event) {
        try {
            component.getAccessor().setAccessible(true);
            return String.valueOf(component.getAccessor().invoke(event));
        } catch (ReflectiveOperationException | RuntimeException closed) {
            return event;
        }
    }
}
