package dev.espalier.testing;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A {@link Simulation} came to what must not be. Its message says how to see the same again. */
public final class SimulationFailedError extends AssertionError {
    private static final long serialVersionUID = 1;

    private final long seed;
    private final transient List<String> story;

    SimulationFailedError(long seed, String what, List<String> story, @Nullable Throwable cause) {
        super(
                "seed " + seed + ": " + what + "\nWhat was done to it, in this order:\n  " + String.join("\n  ", story)
                        + "\nTo see it again: .seed(" + seed + "L).run()",
                cause);
        this.seed = seed;
        this.story = List.copyOf(story);
    }

    /**
     * From which everything was drawn.
     *
     * @return for {@link Simulation#seed}
     */
    public long seed() {
        return seed;
    }

    /**
     * What was done to it.
     *
     * @return the faults and what happened meanwhile, in their order
     */
    public List<String> story() {
        return story == null ? List.of() : story;
    }
}
