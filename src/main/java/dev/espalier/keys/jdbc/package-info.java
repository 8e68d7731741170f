/** Keys of persons in a table. */
@NullMarked
package dev.espalier.keys.jdbc;

import org.jspecify.annotations.NullMarked;
