package dev.espalier.command;

import dev.espalier.infrastructure.Load;
import java.time.Duration;
import java.util.Optional;

/** What a caller says about its commands: what they load, if not what their handlers say, and how long it waits. */
public record Terms(Optional<Load> load, Optional<Duration> atMost) {
    /** Nothing. */
    public static final Terms NONE = new Terms(Optional.empty(), Optional.empty());
}
