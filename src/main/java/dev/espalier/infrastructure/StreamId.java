package dev.espalier.infrastructure;

/**
 * The name of a stream. Its identity is the pair: invoice 42 and customer 42 are two streams, so the keys of existing
 * tables can be used as they are. Upper and lower case and spaces count.
 *
 * @param category the kind of stream: 1 to 64 code points, not blank
 * @param key the one of that kind: 1 to 255 code points, not blank, without U+0000 and lone surrogates
 */
public record StreamId(String category, String key) {
    /** Checks both parts. */
    public StreamId {
        Text.check("stream category", category, 64);
        Text.check("stream key", key, 255);
    }

    /** For messages only: category, slash, key; never taken apart again. */
    @Override
    public String toString() {
        return category + '/' + key;
    }
}
