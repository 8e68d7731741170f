/** Where the parts are put together. */
@NullMarked
package dev.espalier;

import org.jspecify.annotations.NullMarked;
