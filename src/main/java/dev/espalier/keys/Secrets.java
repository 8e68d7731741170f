package dev.espalier.keys;

import java.security.SecureRandom;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/** New secrets for AES with 256 bits, and those that come back from where they were kept. Safe for use by several threads. */
public final class Secrets {
    private static final int BYTES = 32;

    private final SecureRandom random;

    /**
     * Secrets from a source of randomness.
     *
     * @param random a strong one
     */
    public Secrets(SecureRandom random) {
        this.random = random;
    }

    /**
     * A new one.
     *
     * @return 32 random bytes as a key
     */
    public SecretKey next() {
        var bytes = new byte[BYTES];
        random.nextBytes(bytes);
        return of(bytes);
    }

    /**
     * One that was kept.
     *
     * @param bytes of its {@code getEncoded()}
     * @return the key
     */
    public static SecretKey of(byte[] bytes) {
        return new SecretKeySpec(bytes, "AES");
    }
}
