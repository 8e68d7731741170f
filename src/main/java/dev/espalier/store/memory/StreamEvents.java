package dev.espalier.store.memory;

import dev.espalier.store.RecordedEvent;
import java.util.Arrays;

/**
 * The events of one stream. Written under the store's lock, read without: a reader takes the size first and the array
 * second, and looks at nothing beyond the head that it knows.
 */
final class StreamEvents {
    private volatile RecordedEvent[] events = new RecordedEvent[4];
    private volatile int size;

    void add(RecordedEvent event) {
        int next = size;
        RecordedEvent[] array = events;
        if (next == array.length) array = Arrays.copyOf(array, next + (next >> 1));
        array[next] = event;
        events = array;
        size = next + 1;
    }

    int size() {
        return size;
    }

    /** How many of the events a reader may see that knows this head. */
    int size(long head) {
        int known = size;
        RecordedEvent[] array = events;
        while (known > 0 && array[known - 1].position() > head) known--;
        return known;
    }

    RecordedEvent[] array() {
        return events;
    }
}
