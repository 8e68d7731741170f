package dev.espalier.keys;

import dev.espalier.infrastructure.StoreUnavailableException;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * Where the keys of subjects are kept. Keep them apart from the events: a backup that holds both brings a forgotten person
 * back. Safe for use by several threads and processes.
 */
public interface SubjectKeys {
    /**
     * The newest key of a subject. The first call makes one; of callers that come at once, all get the same.
     *
     * @param subject whose
     * @return its key, with a secret
     * @throws ForgottenSubjectException when the subject has been forgotten
     * @throws StoreUnavailableException when the keys cannot be reached
     */
    SubjectKey current(String subject);

    /**
     * A key by its id.
     *
     * @param id as it stands beside what was encrypted
     * @return the key, without a secret where its subject has been forgotten; nothing where such a key was never here
     * @throws StoreUnavailableException when the keys cannot be reached
     */
    Optional<SubjectKey> find(UUID id);

    /**
     * Makes a new key for what is written from now on; what was written stays readable by the older ones.
     *
     * @param subject whose
     * @throws ForgottenSubjectException when the subject has been forgotten
     * @throws StoreUnavailableException when the keys cannot be reached
     */
    void rotate(String subject);

    /**
     * Deletes the secrets of a subject for good, and remembers that and when it was done. Again it changes nothing. Through
     * {@code Espalier.forget}, so that keys which are held in memory go as well.
     *
     * @param subject who is forgotten, whether or not anything is known of it
     * @throws StoreUnavailableException when the keys cannot be reached
     */
    void forget(String subject);

    /**
     * When a subject was forgotten.
     *
     * @param subject who
     * @return nothing while it is not forgotten
     * @throws StoreUnavailableException when the keys cannot be reached
     */
    Optional<Instant> forgottenAt(String subject);
}
