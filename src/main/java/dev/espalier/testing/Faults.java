package dev.espalier.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** What goes wrong in one simulation. Which kinds, how often and how many is drawn as well, so that no two are alike. */
final class Faults {
    enum Kind {
        /** The process dies. */
        KILL,
        /** It stands still for a while, as in a long pause of the collector, and goes on as if nothing had happened. */
        HANG,
        /** One step takes long, and its other threads go on. */
        SLOW,
        /** The step is not taken; or, when it was taken, its answer is lost. */
        FAIL
    }

    private static final int[] OF_A_THOUSAND = {0, 5, 20, 60};
    private static final int MOST = 12;

    private final SplittableRandom random;
    private final List<Kind> kinds = new ArrayList<>();
    private final int rate;
    private final int interleaved;
    private final boolean endsSilent;
    private int left;

    Faults(SplittableRandom random) {
        this.random = random;
        for (Kind each : Kind.values()) if (random.nextInt(3) > 0) kinds.add(each);
        rate = OF_A_THOUSAND[random.nextInt(OF_A_THOUSAND.length)];
        interleaved = random.nextInt(3) * 150;
        left = kinds.isEmpty() ? 0 : random.nextInt(MOST + 1);
        endsSilent = random.nextBoolean();
    }

    /** Whether the database ends a transaction that it hears nothing of for long, such as one of a process that hangs. */
    boolean endsSilent() {
        return endsSilent;
    }

    /** How often a process is killed that is not at a step, or at a step that it does not come back from. */
    int kills() {
        return rate > 0 && kinds.contains(Kind.KILL) ? random.nextInt(3) : 0;
    }

    /** What goes wrong at this step; mostly nothing. */
    @Nullable
    Kind next() {
        if (left == 0 || random.nextInt(1_000) >= rate) return null;
        left--;
        return kinds.get(random.nextInt(kinds.size()));
    }

    /** Whether others act before this step. */
    boolean isInterleaved() {
        return random.nextInt(1_000) < interleaved;
    }
}
