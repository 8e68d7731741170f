package dev.espalier.store;

import dev.espalier.infrastructure.StreamId;

/**
 * How far a snapshot update service has brought the rows of a stream.
 *
 * @param service its name
 * @param stream whose rows
 * @param version of the last event that they hold
 */
public record SnapshotVersion(String service, StreamId stream, long version) {}
