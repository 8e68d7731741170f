package dev.espalier.store;

import dev.espalier.infrastructure.StreamId;
import java.time.Instant;
import java.util.UUID;

/**
 * An event that a subscription could not handle and went past.
 *
 * @param event its id
 * @param position in the store
 * @param stream where it is
 * @param version in that stream
 * @param type its stored name
 * @param reason why it could not be handled
 * @param at when it was set aside
 */
public record SetAside(
        UUID event, long position, StreamId stream, long version, String type, String reason, Instant at) {}
