/**
 * The conformance kit for store authors: the numbered contract of every event store, as tests. An author extends {@link
 * dev.espalier.tck.EventStoreConformance} once and says with a {@link dev.espalier.tck.StoreFixture} how a store is opened.
 */
@NullMarked
package dev.espalier.tck;

import org.jspecify.annotations.NullMarked;
