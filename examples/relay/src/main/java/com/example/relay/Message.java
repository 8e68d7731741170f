package com.example.relay;

import java.util.UUID;

/**
 * An event as others are to see it: a format of its own, so that events can change without them.
 *
 * @param id of the event; a message that comes twice is known by it
 * @param key of the stream, so that its messages stay in order
 * @param version of the event in its stream: a message that is not newer than the last one of its key came before
 * @param type what happened
 * @param body the rest
 */
public record Message(UUID id, String key, long version, String type, String body) {}
