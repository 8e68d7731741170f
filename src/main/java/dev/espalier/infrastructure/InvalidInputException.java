package dev.espalier.infrastructure;

import org.jspecify.annotations.Nullable;

/** Something that was handed in cannot be right. Told before any work is done; nothing is stored. */
public final class InvalidInputException extends EspalierException {
    private static final long serialVersionUID = 1;
    private static final int SHOWN = 200;

    private final String field;

    /**
     * For the library and for store authors.
     *
     * @param field what was wrong
     * @param value as it was handed in; the message shows its beginning
     * @param rule what is allowed, and what to do
     */
    public InvalidInputException(String field, @Nullable Object value, String rule) {
        this(field, value, rule, null);
    }

    /**
     * The same, where something else told it.
     *
     * @param field what was wrong
     * @param value as it was handed in; the message shows its beginning
     * @param rule what is allowed, and what to do
     * @param cause who told it
     */
    public InvalidInputException(String field, @Nullable Object value, String rule, @Nullable Throwable cause) {
        super(field + " " + shown(value) + " " + rule, cause);
        this.field = field;
    }

    private static String shown(@Nullable Object value) {
        String text = String.valueOf(value);
        return '\'' + (text.length() > SHOWN ? text.substring(0, SHOWN) + "…" : text) + '\'';
    }

    /**
     * What was wrong.
     *
     * @return the name that the message begins with
     */
    public String field() {
        return field;
    }
}
