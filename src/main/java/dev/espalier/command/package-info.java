/** The command path: load, decide, append, again on a conflict. Not exported. */
@NullMarked
package dev.espalier.command;

import org.jspecify.annotations.NullMarked;
