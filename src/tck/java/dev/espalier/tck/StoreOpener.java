package dev.espalier.tck;

import dev.espalier.store.EventStore;
import java.util.List;

/** Opens a store in a process that knows nothing of the test but a few words. */
@FunctionalInterface
public interface StoreOpener {
    /**
     * Opens the store.
     *
     * @param arguments of {@link OtherProcess#arguments()}
     * @return an open store on the data that the words name
     * @throws Exception when it cannot be opened
     */
    EventStore open(List<String> arguments) throws Exception;
}
