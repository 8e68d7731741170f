package dev.espalier.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.espalier.infrastructure.Metadata;
import dev.espalier.infrastructure.Tag;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Tags and metadata as text. */
class TextLinesTest {
    @Test
    void nothing_is_null() {
        assertThat(TextLines.of(Set.of())).isNull();
        assertThat(TextLines.of(Metadata.none())).isNull();
        assertThat(TextLines.tags(null)).isEmpty();
        assertThat(TextLines.metadata(null)).isEqualTo(Metadata.none());
    }

    @Test
    void a_person_can_read_it() {
        assertThat(TextLines.of(Set.of(Tag.of("customer", "17:850")))).isEqualTo("customer:17:850");
        UUID id = new UUID(1, 2);
        assertThat(TextLines.of(Metadata.none().withCommandId(id).with("user", "ann\tb")))
                .isEqualTo("1\ncommand\t" + id + "\n+user\tann\\tb");
    }

    @Test
    void any_string_comes_back_as_it_was() {
        long seed = System.nanoTime();
        var random = new Random(seed);
        for (int round = 0; round < 2_000; round++) {
            var tags = new HashSet<Tag>();
            for (int i = random.nextInt(4); i > 0; i--)
                tags.add(Tag.of(text(random).replace(":", "") + "k", text(random) + "v"));
            var metadata = Metadata.none();
            if (random.nextBoolean()) metadata = metadata.withCommandId(UUID.randomUUID());
            if (random.nextBoolean()) metadata = metadata.withCorrelationId(UUID.randomUUID());
            if (random.nextBoolean()) metadata = metadata.withCausationId(UUID.randomUUID());
            for (int i = random.nextInt(4); i > 0; i--)
                metadata = metadata.with("k" + text(random), "v" + text(random));
            assertThat(TextLines.tags(TextLines.of(tags))).as("seed %d", seed).isEqualTo(tags);
            assertThat(TextLines.metadata(TextLines.of(metadata)))
                    .as("seed %d", seed)
                    .isEqualTo(metadata);
        }
    }

    private static String text(Random random) {
        String alphabet = "\\\\nrt\n\r\t:+=1 a\u00e9\u2028\ud83c\udf31";
        var text = new StringBuilder();
        for (int i = random.nextInt(12); i > 0; i--) {
            int at = alphabet.offsetByCodePoints(0, random.nextInt(alphabet.codePointCount(0, alphabet.length())));
            text.appendCodePoint(alphabet.codePointAt(at));
        }
        return text.toString();
    }

    @Test
    void a_form_of_a_newer_version_is_refused() {
        assertThatThrownBy(() -> TextLines.metadata("2\nwhatever")).isInstanceOf(IllegalStateException.class);
    }
}
