package dev.espalier.jdbc;

import dev.espalier.infrastructure.InvalidInputException;
import java.util.regex.Pattern;

/**
 * Our tables under a prefix, so that stores can share a database and share nothing in it. SQL is written with the bare name
 * in braces.
 *
 * @param schema in which they are, quoted and with a dot, or empty where the database finds them by itself
 * @param prefix of every table and index
 */
public record Names(String schema, String prefix) {
    private static final Pattern IDENTIFIER = Pattern.compile("[a-z][a-z0-9_]{0,29}");

    /** Checks that no quoting is ever needed: the prefix becomes part of SQL text. */
    public Names {
        if (!IDENTIFIER.matcher(prefix).matches())
            throw new InvalidInputException(
                    "prefix", prefix, "must be 1 to 30 lower-case letters, digits and underscores, a letter first");
    }

    /** Wherever the database finds them. */
    public Names(String prefix) {
        this("", prefix);
    }

    /** Fills the names in. */
    public String in(String sql) {
        return sql.replace("{", schema + prefix).replace("}", "");
    }
}
