package dev.espalier.store;

import java.util.UUID;

/**
 * By what a repeated command is known.
 *
 * @param id which the caller gave it
 * @param content a hash of what it says, so that another command under the same id is found out
 */
public record CommandKey(UUID id, String content) {}
