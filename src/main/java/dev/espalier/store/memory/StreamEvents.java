package dev.espalier.store.memory;

import dev.espalier.store.RecordedEvent;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The events of one stream. Written under the store's lock, read without. What a reader may see was published by the head of
 * the log that it read first; what is newer may reach it late and in parts, so it looks at nothing beyond that head.
 */
final class StreamEvents {
    private volatile RecordedEvent[] events = new RecordedEvent[4];
    private int size;

    void add(RecordedEvent event) {
        if (size == events.length) events = Arrays.copyOf(events, size * 2);
        events[size++] = event;
    }

    /** For the writer. */
    int size() {
        return size;
    }

    /** How many of the events a reader may see that knows this head. */
    int size(long head) {
        RecordedEvent[] array = events;
        int known = Math.min(size, array.length);
        while (known > 0 && isAbove(head, array[known - 1])) known--;
        return known;
    }

    private static boolean isAbove(long head, @Nullable RecordedEvent event) {
        return event == null || event.position() > head;
    }

    RecordedEvent[] array() {
        return events;
    }
}
