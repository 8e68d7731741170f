/**
 * The words of the story and the values they speak in: commands, events, handlers, snapshot update services, streams and
 * the errors. A domain imports this package and nothing else of the library; it imports nothing of ours.
 *
 * <p>No method here takes or returns null; what may be missing is an {@link java.util.Optional}. All values are immutable
 * and may be shared between threads.
 *
 * @serial exclude
 */
@NullMarked
package dev.espalier.infrastructure;

import org.jspecify.annotations.NullMarked;
