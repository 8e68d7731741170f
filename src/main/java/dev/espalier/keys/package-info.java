/** The keys of persons: where they are kept, and how a person is forgotten by deleting them. */
@NullMarked
package dev.espalier.keys;

import org.jspecify.annotations.NullMarked;
