package dev.espalier.store;

/**
 * Which history a store holds. What was remembered of one history, such as a checkpoint, is worth nothing in another.
 *
 * @param id given when the store was created, for ever; a copy or a backup of the store has the same
 * @param epoch counts from 1 how often that history was taken back to an earlier point
 */
public record StoreIdentity(String id, long epoch) {}
