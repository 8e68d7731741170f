/** Between events and bytes: the codec, and the one that is used when no other is given. */
@NullMarked
package dev.espalier.serialization;

import org.jspecify.annotations.NullMarked;
