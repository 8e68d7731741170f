package dev.espalier.subscription;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/**
 * Where a version of a view stands.
 *
 * @param view its name
 * @param version which version
 * @param state what it is at the moment
 * @param position up to which everything is done
 * @param lag how many positions of the store are behind that
 * @param left for how long it goes on until it has caught up, at the pace that it had in this process so far; empty when that
 *     is not known here
 */
public record ViewModelStatus(String view, int version, State state, long position, long lag, Optional<Duration> left) {
    /** What a version is. */
    public enum State {
        /** Not prepared, or removed. */
        ABSENT,
        /** Prepared: it is built, then kept up to date. */
        BUILDING,
        /** In use. */
        LIVE,
        /** It was in use before, and is kept up to date, to go back to. */
        FORMER
    }

    /**
     * As a line of text.
     *
     * @return what a person looks for first
     */
    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "%-32s %-8s position %d, lag %d, %d %%%s",
                view + "@" + version,
                state,
                position,
                lag,
                position + lag == 0 ? 100 : 100 * position / (position + lag),
                left.map(time -> ", " + time.toSeconds() + " s left").orElse(""));
    }
}
