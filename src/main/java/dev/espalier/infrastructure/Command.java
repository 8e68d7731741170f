package dev.espalier.infrastructure;

/**
 * What somebody wants to happen: a record with the data that the decision needs. One handler decides on it.
 *
 * @see CommandHandler
 */
public interface Command {}
