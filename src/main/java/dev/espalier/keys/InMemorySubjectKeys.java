package dev.espalier.keys;

import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Keys in memory, beside events in memory: for tests and first contact. They end with the process. */
public final class InMemorySubjectKeys implements SubjectKeys {
    private final Secrets secrets = new Secrets(new SecureRandom());
    private final InstantSource clock;
    private final Map<UUID, SubjectKey> byId = new HashMap<>();
    private final Map<String, SubjectKey> newest = new HashMap<>();
    private final Map<String, Instant> forgotten = new HashMap<>();

    /**
     * No keys yet.
     *
     * @param clock when a subject is forgotten
     */
    public InMemorySubjectKeys(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public synchronized SubjectKey current(String subject) {
        SubjectKey known = newest.get(subject);
        return known != null && known.secret().isPresent() ? known : make(subject);
    }

    private SubjectKey make(String subject) {
        if (forgotten.containsKey(subject)) throw new ForgottenSubjectException(subject);
        var key = new SubjectKey(UUID.randomUUID(), subject, Optional.of(secrets.next()));
        byId.put(key.id(), key);
        newest.put(subject, key);
        return key;
    }

    @Override
    public synchronized Optional<SubjectKey> find(UUID id) {
        return Optional.ofNullable(byId.get(id));
    }

    @Override
    public synchronized void rotate(String subject) {
        make(subject);
    }

    @Override
    public synchronized void forget(String subject) {
        forgotten.putIfAbsent(subject, clock.instant());
        newest.remove(subject);
        byId.replaceAll(
                (id, key) -> key.subject().equals(subject) ? new SubjectKey(id, subject, Optional.empty()) : key);
    }

    @Override
    public synchronized Optional<Instant> forgottenAt(String subject) {
        return Optional.ofNullable(forgotten.get(subject));
    }
}
