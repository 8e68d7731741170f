package dev.espalier.infrastructure;

/**
 * A mark by which events of any stream are found, such as {@code customer:17850}.
 *
 * @param key what is named: 1 to 64 code points, not blank, without a colon
 * @param value the name: 1 to 255 code points, not blank
 */
public record Tag(String key, String value) {
    /** Checks both parts. */
    public Tag {
        Text.check("tag key", key, 64);
        Text.check("tag value", value, 255);
        if (key.indexOf(':') >= 0)
            throw new InvalidInputException("tag key", key, "must hold no colon: it separates key and value");
    }

    /**
     * A tag of anything that prints as its name: a string, a number, a UUID.
     *
     * @param key what is named
     * @param value whose {@code toString()} becomes the value
     * @return the tag
     */
    public static Tag of(String key, Object value) {
        return new Tag(key, String.valueOf(value));
    }

    /** As it is stored: key, colon, value. */
    @Override
    public String toString() {
        return key + ':' + value;
    }
}
