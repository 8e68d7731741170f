package dev.espalier.keys;

import java.util.Optional;
import java.util.UUID;
import javax.crypto.SecretKey;

/**
 * A key of one subject. What was encrypted with it names it by its id.
 *
 * @param id that no other key has
 * @param subject whose personal data it encrypts
 * @param secret for AES; none once the subject has been forgotten
 */
public record SubjectKey(UUID id, String subject, Optional<SecretKey> secret) {}
