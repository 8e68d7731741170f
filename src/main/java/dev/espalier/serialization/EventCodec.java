package dev.espalier.serialization;

import dev.espalier.infrastructure.Event;
import java.util.Collection;
import java.util.List;

/**
 * Between events and their payload. Another format, or another library, is a class of a page. Safe for use by several
 * threads.
 */
public interface EventCodec {
    /**
     * To bytes.
     *
     * @param event of a registered type
     * @return its payload
     * @throws Exception when it cannot be written without loss
     */
    byte[] encode(Event event) throws Exception;

    /**
     * From bytes.
     *
     * @param <E> the type of event
     * @param payload as it was written
     * @param type the class of the event
     * @return the event
     * @throws Exception when the payload does not fit the class
     */
    <E extends Event> E decode(byte[] payload, Class<E> type) throws Exception;

    /**
     * Whether every payload is a JSON object in UTF-8, so that upcasters can work on it as such.
     *
     * @return false where nothing else is said
     */
    default boolean isJson() {
        return false;
    }

    /**
     * What can be known before the first event is written. Called once, when a store of bytes is opened.
     *
     * @param types the registered classes
     * @return sentences that say what is wrong and what to do; none when all is well
     */
    default List<String> problems(Collection<? extends Class<?>> types) {
        return List.of();
    }
}
