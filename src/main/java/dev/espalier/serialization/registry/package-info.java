/** The names of the events: which class a stored name means, and how it is written. Not exported. */
@NullMarked
package dev.espalier.serialization.registry;

import org.jspecify.annotations.NullMarked;
