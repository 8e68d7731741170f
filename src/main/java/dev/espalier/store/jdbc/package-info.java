/** The store on a relational database: events beside the application's own tables, and in its transactions. */
@NullMarked
package dev.espalier.store.jdbc;

import org.jspecify.annotations.NullMarked;
