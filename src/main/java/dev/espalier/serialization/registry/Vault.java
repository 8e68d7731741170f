package dev.espalier.serialization.registry;

import dev.espalier.infrastructure.Event;
import dev.espalier.keys.LostKeyException;
import dev.espalier.keys.SubjectKey;
import dev.espalier.serialization.EventCodec;
import dev.espalier.serialization.PersonalData;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Encrypts personal components in a payload and decrypts them. An encrypted payload has an entry more, which no component can be
 * called: the names of what is encrypted, each with its placeholder. So it can be read whatever became of its type since, and
 * whether or not anything of it is still called personal. A value is AES-GCM, bound to the id of the event and to its name:
 * format, key id, nonce, text and mark, in Base64.
 */
final class Vault {
    private static final String SEALED = "@personal";
    /** Inside of a text its quotes would be escaped. */
    private static final byte[] SIGN = ("\"" + SEALED + "\":").getBytes(StandardCharsets.UTF_8);

    private static final byte FORMAT = 1;
    private static final int NONCE = 12;
    private static final int MARK_BITS = 128;
    private static final int HEAD = 1 + 16 + NONCE;

    private final Keyring keys;
    private final JsonTree json;
    private final EventCodec codec;
    private final SecureRandom random = new SecureRandom();

    Vault(Keyring keys, JsonTree json, EventCodec codec) {
        this.keys = keys;
        this.json = json;
        this.codec = codec;
    }

    byte[] seal(UUID id, Event event, byte[] payload, List<PersonalData<?>> personal) throws Exception {
        ObjectNode tree = json.read(payload);
        Map<String, JsonNode> placeholders = new HashMap<>();
        for (PersonalData<?> each : personal) {
            ObjectNode placeholder = json.read(codec.encode(each.placeholder()));
            for (String component : each.components()) {
                JsonNode value = tree.get(component);
                if (value == null || value.isNull()) continue;
                SubjectKey key = keys.current(each.subjectOf(event));
                tree.put(component, sealed(id, component, json.write(value), key));
                placeholders.put(component, placeholder.get(component));
            }
        }
        if (placeholders.isEmpty()) return payload;
        tree.putObject(SEALED).setAll(placeholders);
        return json.write(tree);
    }

    private String sealed(UUID id, String component, byte[] value, SubjectKey key) throws GeneralSecurityException {
        var nonce = new byte[NONCE];
        random.nextBytes(nonce);
        byte[] text = cipher(Cipher.ENCRYPT_MODE, key.secret().orElseThrow(), nonce, id, component)
                .doFinal(value);
        byte[] all = ByteBuffer.allocate(HEAD + text.length)
                .put(FORMAT)
                .putLong(key.id().getMostSignificantBits())
                .putLong(key.id().getLeastSignificantBits())
                .put(nonce)
                .put(text)
                .array();
        return Base64.getEncoder().withoutPadding().encodeToString(all);
    }

    /** The payload in the clear, with placeholders for what was forgotten. */
    byte[] open(UUID id, byte[] payload) {
        if (!holds(payload)) return payload;
        ObjectNode tree = json.read(payload);
        if (!(tree.remove(SEALED) instanceof ObjectNode placeholders)) return payload;
        for (var each : placeholders.properties())
            tree.set(
                    each.getKey(),
                    opened(id, each.getKey(), tree.get(each.getKey()).asString(), each.getValue()));
        return json.write(tree);
    }

    private JsonNode opened(UUID id, String component, String sealed, JsonNode placeholder) {
        var all = ByteBuffer.wrap(Base64.getDecoder().decode(sealed));
        if (all.remaining() < HEAD || all.get() != FORMAT)
            throw new IllegalArgumentException("personal component " + component + " is of an unknown format");
        var keyId = new UUID(all.getLong(), all.getLong());
        var nonce = new byte[NONCE];
        all.get(nonce);
        SubjectKey key = keys.find(keyId).orElseThrow(() -> new LostKeyException(keyId));
        if (key.secret().isEmpty()) return placeholder;
        var text = new byte[all.remaining()];
        all.get(text);
        try {
            return json.value(cipher(Cipher.DECRYPT_MODE, key.secret().get(), nonce, id, component)
                    .doFinal(text));
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException(
                    "personal component " + component + " was not encrypted for this event, or was changed since", e);
        }
    }

    private static Cipher cipher(int mode, SecretKey key, byte[] nonce, UUID id, String component)
            throws GeneralSecurityException {
        var cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, key, new GCMParameterSpec(MARK_BITS, nonce));
        cipher.updateAAD(ByteBuffer.allocate(16)
                .putLong(id.getMostSignificantBits())
                .putLong(id.getLeastSignificantBits())
                .array());
        cipher.updateAAD(component.getBytes(StandardCharsets.UTF_8));
        return cipher;
    }

    private static boolean holds(byte[] payload) {
        for (int from = 0; from <= payload.length - SIGN.length; from++) {
            int matched = 0;
            while (matched < SIGN.length && payload[from + matched] == SIGN[matched]) matched++;
            if (matched == SIGN.length) return true;
        }
        return false;
    }

    /** In this process at once. */
    void forget(String subject) {
        keys.forget(subject);
    }
}
