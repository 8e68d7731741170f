/**
 * What an event store must do, whoever writes it: a small core, {@link dev.espalier.store.EventStore}, and capabilities as
 * separate interfaces that a store implements when it can. Only store authors and the library itself look in here.
 */
@NullMarked
package dev.espalier.store;

import org.jspecify.annotations.NullMarked;
