package dev.espalier.store;

import dev.espalier.infrastructure.StreamId;
import java.util.UUID;

/**
 * A stored state of a stream, which saves replaying.
 *
 * @param name whose state
 * @param stream of which
 * @param schemaVersion in which it is written
 * @param version of the last event that is in it
 * @param head the id of that event
 * @param state as its codec wrote it
 */
public record AggregateSnapshot(
        String name, StreamId stream, int schemaVersion, long version, UUID head, byte[] state) {}
