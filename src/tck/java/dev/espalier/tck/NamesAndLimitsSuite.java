package dev.espalier.tck;

import static dev.espalier.infrastructure.ExpectedVersion.any;
import static dev.espalier.infrastructure.ExpectedVersion.exactly;
import static dev.espalier.infrastructure.ExpectedVersion.noStream;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.espalier.infrastructure.InvalidInputException;
import dev.espalier.infrastructure.Metadata;
import dev.espalier.infrastructure.Origin;
import dev.espalier.infrastructure.ReadRange;
import dev.espalier.infrastructure.StreamId;
import dev.espalier.infrastructure.Tag;
import dev.espalier.store.EventData;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What names and sizes a store takes, and what it refuses before it does anything. */
abstract class NamesAndLimitsSuite extends Suite {
    private static final String SEEDLING = "\ud83c\udf31";

    @Test
    @Line("20")
    void large_appends_are_taken_up_to_the_limit() {
        append(A, noStream(), many(1_000));
        int large = Math.min(10_001, store.limits().events());
        append(A, exactly(1_000), many(large));
        assertThat(read(A)).hasSize(1_000 + large);

        var tooMany = many(store.limits().events() + 1);
        assertThatThrownBy(() -> append(A, any(), tooMany))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining(String.valueOf(store.limits().events()));
        assertThat(read(A)).hasSize(1_000 + large);
    }

    private static EventData[] many(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> event(A, String.valueOf(i)))
                .toArray(EventData[]::new);
    }

    @Test
    @Line("20")
    void a_payload_beyond_the_limit_is_refused_where_bytes_are_kept() {
        append(A, any(), "1");
        int limit = store.limits().payloadBytes();
        assertThat(limit).isGreaterThanOrEqualTo(1 << 20);

        if (store.keepsBytes())
            assertThatThrownBy(() -> append(A, any(), "2", "x".repeat(limit + 1)))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageContaining(String.valueOf(limit));
        assertThat(texts(readAll())).containsExactly("1");
    }

    @Test
    @Line("22")
    void keys_that_differ_in_case_a_space_or_category_are_different_streams() {
        var keys = List.of("k", "K", "k ", " k", "\u00e9", "e\u0301", "ss", "\u00df", "1", "01");
        for (String key : keys) append(new StreamId("c", key), noStream(), key);
        append(new StreamId("C", "k"), noStream(), "other category");
        append(new StreamId("c ", "k"), noStream(), "category with a space");

        for (String key : keys) assertThat(texts(read(new StreamId("c", key)))).containsExactly(key);
        assertThat(texts(read(new StreamId("C", "k")))).containsExactly("other category");
        assertThat(texts(read(query(places(Set.of("c "))), ReadRange.all()))).containsExactly("category with a space");
        assertThat(texts(read(query(places(Set.of("c"))), ReadRange.all()))).isEqualTo(keys);
    }

    @Test
    @Line("22")
    void tags_and_types_that_differ_in_case_or_a_space_are_different() {
        append(A, any(), event(UUID.randomUUID(), A, "Paid", "1", Tag.of("k", "v"), Tag.of("K", "w")));
        append(A, any(), event(UUID.randomUUID(), A, "paid", "2", Tag.of("k", "V"), Tag.of("k", "v ")));

        assertThat(texts(read(query(types("paid")), ReadRange.all()))).containsExactly("2");
        assertThat(texts(read(query(types("Paid")), ReadRange.all()))).containsExactly("1");
        assertThat(texts(read(query(tags(Tag.of("k", "v"))), ReadRange.all()))).containsExactly("1");
        assertThat(texts(read(query(tags(Tag.of("k", "v "))), ReadRange.all()))).containsExactly("2");
        assertThat(read(query(tags(Tag.of("k", "w"))), ReadRange.all())).isEmpty();
    }

    @Test
    @Line("23")
    void keys_of_every_character_and_length_are_kept() {
        var keys = List.of(
                "it's",
                "\"q\"",
                "%",
                "_",
                "a/b",
                "a\\b",
                "a\tb",
                "a\nb",
                SEEDLING,
                "a\u2028b",
                "'; --",
                "$1",
                "?",
                "{}");
        for (String key : keys) append(new StreamId("c", key), noStream(), key);
        String longest = SEEDLING.repeat(255);
        append(new StreamId("c", longest), noStream(), "longest");
        append(new StreamId(SEEDLING.repeat(64), "k"), noStream(), "longest category");

        for (String key : keys) assertThat(texts(read(new StreamId("c", key)))).containsExactly(key);
        assertThat(read(new StreamId("c", longest)).get(0).stream().key()).isEqualTo(longest);
        assertThat(texts(read(query(places(Set.of(SEEDLING.repeat(64)))), ReadRange.all())))
                .containsExactly("longest category");
        for (String key : new String[] {"a\u0000b", "\ud83c", "\udf31\ud83c", SEEDLING.repeat(256)})
            assertThatThrownBy(() -> append(new StreamId("c", key), any(), "no"))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageContaining("stream key");
    }

    @Test
    @Line("24")
    void blank_names_are_refused_and_the_longest_are_kept() {
        for (String blank : new String[] {"", " ", null}) {
            assertThatThrownBy(() -> new StreamId("c", blank)).isInstanceOf(InvalidInputException.class);
            assertThatThrownBy(() -> new StreamId(blank, "k")).isInstanceOf(InvalidInputException.class);
            assertThatThrownBy(() -> new Tag(blank, "v")).isInstanceOf(InvalidInputException.class);
            assertThatThrownBy(() -> new Tag("k", blank)).isInstanceOf(InvalidInputException.class);
        }
        assertThatThrownBy(() -> new Tag("a:b", "c")).isInstanceOf(InvalidInputException.class);
        assertThatThrownBy(() -> new Tag("a", "x".repeat(256))).isInstanceOf(InvalidInputException.class);
        assertThatThrownBy(() -> Metadata.none().with("k", "x".repeat(1025))).isInstanceOf(InvalidInputException.class);

        var tags = IntStream.range(0, 20)
                .mapToObj(i -> new Tag("k".repeat(62) + (10 + i), SEEDLING.repeat(255)))
                .collect(Collectors.toSet());
        Metadata metadata = Metadata.none();
        for (int i = 0; i < 64; i++) metadata = metadata.with("k".repeat(62) + (10 + i), SEEDLING.repeat(1024));
        String type = SEEDLING.repeat(255);
        append(A, any(), large(type, tags, metadata));

        var stored = new ArrayList<>(read(query(types(type)), ReadRange.all()));
        assertThat(stored).hasSize(1);
        assertThat(stored.get(0).type()).isEqualTo(type);
        assertThat(stored.get(0).tags()).isEqualTo(tags);
        assertThat(stored.get(0).metadata()).isEqualTo(metadata);
        assertThat(read(query(tags(tags.toArray(Tag[]::new))), ReadRange.all())).hasSize(1);
    }

    private static EventData large(String type, Set<Tag> tags, Metadata metadata) {
        return EventData.of(
                UUID.randomUUID(),
                A,
                new Happened.Type(type, Integer.MAX_VALUE),
                tags,
                metadata,
                Origin.LIVE,
                OCCURRED,
                new Happened(""));
    }
}
