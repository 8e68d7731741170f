/** What everything that works on JDBC shares: names, connections, statements, the ways in which databases fail. Not exported. */
@NullMarked
package dev.espalier.jdbc;

import org.jspecify.annotations.NullMarked;
