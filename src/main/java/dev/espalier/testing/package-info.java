/**
 * For tests of a domain: given these events, when this command comes, then these events, this refusal, or nothing. Runs the
 * production configuration, needs no test framework and no database.
 *
 * @serial exclude
 */
@NullMarked
package dev.espalier.testing;

import org.jspecify.annotations.NullMarked;
