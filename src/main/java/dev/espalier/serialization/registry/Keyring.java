package dev.espalier.serialization.registry;

import dev.espalier.keys.SubjectKey;
import dev.espalier.keys.SubjectKeys;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The keys that were used last, held for a bounded time: for as long may another process read what was forgotten here. What is
 * forgotten through this ring is forgotten at once. Safe for use by several threads.
 */
final class Keyring {
    private record Held(SubjectKey key, Instant since) {}

    private final SubjectKeys keys;
    private final Duration atMost;
    private final int most;
    private final InstantSource clock;
    private final Map<Object, Held> held = new LinkedHashMap<>(16, 0.75f, true);
    private long forgotten;

    Keyring(SubjectKeys keys, Duration atMost, int most, InstantSource clock) {
        this.keys = keys;
        this.atMost = atMost;
        this.most = most;
        this.clock = clock;
    }

    /** To write with. */
    SubjectKey current(String subject) {
        return held(subject, () -> Optional.of(keys.current(subject))).orElseThrow();
    }

    /** To read with; nothing where such a key was never there. */
    Optional<SubjectKey> find(UUID id) {
        return held(id, () -> keys.find(id));
    }

    void forget(String subject) {
        keys.forget(subject);
        synchronized (held) {
            forgotten++;
            held.values().removeIf(each -> each.key().subject().equals(subject));
        }
    }

    private Optional<SubjectKey> held(Object name, Supplier<Optional<SubjectKey>> load) {
        Instant now = clock.instant();
        long before;
        synchronized (held) {
            @Nullable Held known = held.get(name);
            if (known != null && now.isBefore(known.since().plus(atMost))) return Optional.of(known.key());
            before = forgotten;
        }
        Optional<SubjectKey> key = load.get();
        synchronized (held) {
            // what was loaded while somebody was forgotten may be what was forgotten
            if (before == forgotten) key.ifPresent(loaded -> held.put(name, new Held(loaded, now)));
            if (held.size() > most) held.remove(held.keySet().iterator().next());
        }
        return key;
    }
}
