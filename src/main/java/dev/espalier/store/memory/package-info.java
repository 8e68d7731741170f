/** The store for tests and first contact: everything in memory, the same contract as on a database. */
@NullMarked
package dev.espalier.store.memory;

import org.jspecify.annotations.NullMarked;
