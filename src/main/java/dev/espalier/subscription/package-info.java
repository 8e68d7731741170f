/** Follows the events after they were stored: projectors and asynchronous snapshot update services, their place and state. */
@NullMarked
package dev.espalier.subscription;

import org.jspecify.annotations.NullMarked;
