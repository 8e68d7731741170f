package dev.espalier.store.jdbc;

import dev.espalier.infrastructure.Metadata;
import dev.espalier.infrastructure.Tag;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Tags and metadata as text that a person can read in any client, one item a line, without a library. A backslash, line feed,
 * carriage return or tab inside an item is written as {@code \\}, {@code \n}, {@code \r}, {@code \t}; nothing else is
 * changed, and nothing at all is null.
 *
 * <p>Tags: {@code key:value}. Metadata: first {@code 1}, the version of this form; then {@code command}, {@code
 * correlation}, {@code causation}, each with a tab and the id where it is known; then a plus sign, the key, a tab and the
 * value for each entry.
 */
final class TextLines {
    private static final String VERSION = "1";
    private static final String COMMAND = "command";
    private static final String CORRELATION = "correlation";
    private static final String CAUSATION = "causation";

    private TextLines() {}

    static @Nullable String of(Collection<Tag> tags) {
        if (tags.isEmpty()) return null;
        var text = new StringBuilder();
        for (Tag tag : tags) {
            if (text.length() > 0) text.append('\n');
            escape(tag.key(), text);
            escape(tag.value(), text.append(':'));
        }
        return text.toString();
    }

    static Set<Tag> tags(@Nullable String text) {
        if (text == null) return Set.of();
        var tags = new LinkedHashSet<Tag>();
        for (String line : text.split("\n")) {
            int colon = line.indexOf(':');
            tags.add(new Tag(plain(line.substring(0, colon)), plain(line.substring(colon + 1))));
        }
        return tags;
    }

    static @Nullable String of(Metadata metadata) {
        if (metadata.equals(Metadata.none())) return null;
        var text = new StringBuilder(VERSION);
        metadata.commandId().ifPresent(id -> line(COMMAND, id, text));
        metadata.correlationId().ifPresent(id -> line(CORRELATION, id, text));
        metadata.causationId().ifPresent(id -> line(CAUSATION, id, text));
        for (Map.Entry<String, String> entry : metadata.entries().entrySet()) {
            escape(entry.getKey(), text.append("\n+"));
            escape(entry.getValue(), text.append('\t'));
        }
        return text.toString();
    }

    private static void line(String name, UUID id, StringBuilder text) {
        text.append('\n').append(name).append('\t').append(id);
    }

    static Metadata metadata(@Nullable String text) {
        Metadata metadata = Metadata.none();
        if (text == null) return metadata;
        String[] lines = text.split("\n");
        if (!lines[0].equals(VERSION))
            throw new IllegalStateException(
                    "metadata was written by a newer version of this library: form " + lines[0]);
        for (int i = 1; i < lines.length; i++) {
            int tab = lines[i].indexOf('\t');
            String name = lines[i].substring(0, tab);
            String value = lines[i].substring(tab + 1);
            metadata = switch (name) {
                case COMMAND -> metadata.withCommandId(UUID.fromString(value));
                case CORRELATION -> metadata.withCorrelationId(UUID.fromString(value));
                case CAUSATION -> metadata.withCausationId(UUID.fromString(value));
                default -> metadata.with(plain(name.substring(1)), plain(value));
            };
        }
        return metadata;
    }

    private static void escape(String item, StringBuilder text) {
        for (int i = 0; i < item.length(); i++) {
            char c = item.charAt(i);
            switch (c) {
                case '\\' -> text.append("\\\\");
                case '\n' -> text.append("\\n");
                case '\r' -> text.append("\\r");
                case '\t' -> text.append("\\t");
                default -> text.append(c);
            }
        }
    }

    private static String plain(String item) {
        if (item.indexOf('\\') < 0) return item;
        var text = new StringBuilder(item.length());
        for (int i = 0; i < item.length(); i++) {
            char c = item.charAt(i);
            if (c == '\\')
                c = switch (item.charAt(++i)) {
                    case 'n' -> '\n';
                    case 'r' -> '\r';
                    case 't' -> '\t';
                    default -> '\\';
                };
            text.append(c);
        }
        return text.toString();
    }
}
