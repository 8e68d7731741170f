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

    // By hand, the key first: it tells streams of one category apart, and every append and read looks one up.
    @Override
    public boolean equals(Object other) {
        return other instanceof StreamId that && key.equals(that.key) && category.equals(that.category);
    }

    @Override
    public int hashCode() {
        return 31 * category.hashCode() + key.hashCode();
    }

    /** For messages only: category, slash, key; never taken apart again. */
    @Override
    public String toString() {
        return category + '/' + key;
    }
}
