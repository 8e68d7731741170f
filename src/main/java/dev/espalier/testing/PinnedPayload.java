package dev.espalier.testing;

import dev.espalier.serialization.Upcaster.Form;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;

/** A line of a file of pinned events: type, schema version, payload, with tabs between them. */
record PinnedPayload(Form form, String text) {
    /** Before a payload that is no text. */
    private static final String BASE64 = "base64:";

    static PinnedPayload of(String type, int schemaVersion, byte[] payload) {
        String text = new String(payload, StandardCharsets.UTF_8);
        boolean plain = text.chars().noneMatch(Character::isISOControl)
                && Arrays.equals(text.getBytes(StandardCharsets.UTF_8), payload);
        return new PinnedPayload(
                new Form(type, schemaVersion),
                plain ? text : BASE64 + Base64.getEncoder().encodeToString(payload));
    }

    static PinnedPayload parse(String line) {
        String[] parts = line.split("\t", 3);
        if (parts.length < 3 || !parts[1].matches("[1-9][0-9]{0,8}"))
            throw new AssertionError("a line of pinned events is type, schema version and payload, with tabs between"
                    + " them, not: " + line);
        return new PinnedPayload(new Form(parts[0], Integer.parseInt(parts[1])), parts[2]);
    }

    byte[] payload() {
        return text.startsWith(BASE64)
                ? Base64.getDecoder().decode(text.substring(BASE64.length()))
                : text.getBytes(StandardCharsets.UTF_8);
    }

    /** The line. */
    @Override
    public String toString() {
        return form.type() + "\t" + form.schemaVersion() + "\t" + text;
    }
}
