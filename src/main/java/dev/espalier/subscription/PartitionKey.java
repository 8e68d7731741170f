package dev.espalier.subscription;

import dev.espalier.infrastructure.EventEnvelope;
import dev.espalier.infrastructure.InvalidInputException;
import dev.espalier.infrastructure.Tag;
import java.util.function.Function;

/**
 * By what the events of a subscription are divided among its {@link Subscription#partitions(int, PartitionKey) partitions}: those
 * with the same key are handled in the order of their positions, whichever instance does it.
 *
 * @param name of the key, kept with the partitions, so that another one is not mistaken for it: 1 to 64 letters, digits,
 *     {@code - _ . :}
 * @param of the key of an event: never null, the same at any time and in any version of the code under this name; called by
 *     several threads. An event for which it throws cannot be handled
 */
public record PartitionKey(String name, Function<EventEnvelope, String> of) {
    /** Checks the name. */
    public PartitionKey {
        if (!name.matches("[A-Za-z0-9_.:-]{1,64}"))
            throw new InvalidInputException("partition key", name, "must be 1 to 64 letters, digits, - _ . or :");
    }

    /**
     * All events of a stream in one partition.
     *
     * @return the key that counts where none is named
     */
    public static PartitionKey stream() {
        return new PartitionKey("stream", PartitionKey::stream);
    }

    private static String stream(EventEnvelope event) {
        return event.stream().toString();
    }

    /**
     * All events in one partition whose first tag of this kind says the same; those without such a tag by their stream.
     *
     * @param key of the tag, such as {@code customer}
     * @return the key
     */
    public static PartitionKey tag(String key) {
        return new PartitionKey("tag:" + key, event -> {
            for (Tag each : event.tags()) if (each.key().equals(key)) return each.value();
            return stream(event);
        });
    }
}
