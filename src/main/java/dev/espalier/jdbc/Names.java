package dev.espalier.jdbc;

import dev.espalier.infrastructure.InvalidInputException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/**
 * Our tables under a prefix, so that stores can share a database and share nothing in it. SQL is written with the bare name
 * in braces. Safe for use by several threads.
 */
public final class Names {
    private static final Pattern IDENTIFIER = Pattern.compile("[a-z][a-z0-9_]{0,29}");
    private static final int MOST_TEXTS = 1_000;

    private final String schema;
    private final String prefix;
    private final Map<List<String>, String> texts = new ConcurrentHashMap<>();

    /** Wherever the database finds them. */
    public Names(String prefix) {
        this("", prefix);
    }

    /**
     * Checks that no quoting is ever needed: the prefix becomes part of SQL text.
     *
     * @param schema in which they are, quoted and with a dot, or empty where the database finds them by itself
     * @param prefix of every table and index
     */
    public Names(String schema, String prefix) {
        if (!IDENTIFIER.matcher(prefix).matches())
            throw new InvalidInputException(
                    "prefix", prefix, "must be 1 to 30 lower-case letters, digits and underscores, a letter first");
        this.schema = schema;
        this.prefix = prefix;
    }

    /** In which they are, or empty. */
    public String schema() {
        return schema;
    }

    /** Of every table and index. */
    public String prefix() {
        return prefix;
    }

    /** Fills the names in. */
    public String in(String sql) {
        return sql.replace("{", schema + prefix).replace("}", "");
    }

    /** The same for a text in parts, which is the same object the next time: drivers look statements up by their texts. */
    public String in(List<String> parts) {
        String known = texts.get(parts);
        if (known != null) return known;
        String text = in(String.join("", parts));
        if (texts.size() >= MOST_TEXTS) texts.clear();
        texts.put(List.copyOf(parts), text);
        return text;
    }
}
