/**
 * For tests of a domain: given these events, when this command comes, then these events, this refusal, or nothing. And for
 * tests of what follows the events: a simulation of processes, time and everything that goes wrong. Both run the production
 * configuration, and need no test framework and no database.
 *
 * @serial exclude
 */
@NullMarked
package dev.espalier.testing;

import org.jspecify.annotations.NullMarked;
