package dev.espalier.infrastructure;

import org.jspecify.annotations.Nullable;

/** The one rule for every name that is stored: what all databases keep unchanged. */
final class Text {
    private Text() {}

    static void check(String field, @Nullable String value, int maxCodePoints) {
        if (value == null || value.isBlank()) throw new InvalidInputException(field, value, "must not be blank");
        boolean surrogates = false;
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == 0) throw new InvalidInputException(field, value, "must not hold U+0000, which databases refuse");
            surrogates |= Character.isSurrogate(c);
        }
        if (surrogates && value.codePoints().anyMatch(point -> point >= 0xD800 && point <= 0xDFFF))
            throw new InvalidInputException(field, value, "must not hold half of a surrogate pair");
        if (value.length() > maxCodePoints && value.codePointCount(0, value.length()) > maxCodePoints)
            throw new InvalidInputException(field, value, "must have at most " + maxCodePoints + " code points");
    }
}
