package dev.espalier.store;

import dev.espalier.infrastructure.InvalidInputException;

/**
 * Which version of a view is in use.
 *
 * @param live the version that queries are to ask; 0 for none
 * @param former the version that was in use before and is kept, to go back to; 0 for none
 */
public record ViewPointer(int live, int former) {
    /** Of a view that was never in use. */
    public static final ViewPointer NONE = new ViewPointer(0, 0);

    /** Checks that they are two. */
    public ViewPointer {
        if (live < 0 || former < 0 || live != 0 && live == former)
            throw new InvalidInputException("view pointer", live + ", " + former, "names two versions, or 0 for none");
    }
}
