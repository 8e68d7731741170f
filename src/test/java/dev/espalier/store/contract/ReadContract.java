package dev.espalier.store.contract;

import static dev.espalier.infrastructure.ExpectedVersion.any;
import static dev.espalier.infrastructure.ExpectedVersion.exactly;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.espalier.infrastructure.ConflictException;
import dev.espalier.infrastructure.EventEnvelope;
import dev.espalier.infrastructure.EventStream;
import dev.espalier.infrastructure.InvalidInputException;
import dev.espalier.infrastructure.ReadRange;
import dev.espalier.infrastructure.StreamId;
import dev.espalier.infrastructure.Tag;
import dev.espalier.store.Marker;
import dev.espalier.store.StoredQuery;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Reading: lines 40 to 59 of the store contract. */
public abstract class ReadContract extends StoreContract {
    private static final Tag ANN = Tag.of("customer", "ann");
    private static final Tag BOB = Tag.of("customer", "bob");
    private static final Tag UK = Tag.of("country", "uk");
    private static final StreamId CUSTOMER = new StreamId("customer", "a");

    @BeforeEach
    void fill() {
        append(
                List.of(),
                event(UUID.randomUUID(), A, "Created", "1", ANN, UK),
                event(UUID.randomUUID(), B, "Created", "2", BOB),
                event(UUID.randomUUID(), A, "Issued", "3", ANN),
                event(UUID.randomUUID(), CUSTOMER, "Created", "4", ANN),
                event(UUID.randomUUID(), A, "Paid", "5", ANN, UK));
    }

    private List<String> query(ReadRange range, StoredQuery.Item... items) {
        return texts(read(query(items), range));
    }

    private static StoredQuery.Item item(Set<String> types, Set<Tag> tags) {
        return new StoredQuery.Item(types, tags, Set.of(), Set.of());
    }

    @Test
    void l40_l41_streams_and_the_store_are_read_in_both_directions() {
        assertThat(texts(read(A))).containsExactly("1", "3", "5");
        assertThat(texts(read(A, ReadRange.all().reversed()))).containsExactly("5", "3", "1");
        assertThat(texts(readAll())).containsExactly("1", "2", "3", "4", "5");
        assertThat(texts(read(all(), ReadRange.all().reversed()))).containsExactly("5", "4", "3", "2", "1");
    }

    @Test
    void l42_l44_after_is_exclusive_and_up_to_inclusive() {
        assertThat(texts(read(A, ReadRange.from(1)))).containsExactly("3", "5");
        assertThat(texts(read(A, ReadRange.all().until(2)))).containsExactly("1", "3");
        assertThat(texts(read(A, ReadRange.from(1).until(2)))).containsExactly("3");
        assertThat(texts(read(A, ReadRange.from(2).until(1)))).isEmpty();
        assertThat(texts(read(A, ReadRange.from(3)))).isEmpty();
        assertThat(texts(read(A, ReadRange.from(99)))).isEmpty();
        assertThat(texts(read(A, ReadRange.from(1).reversed()))).containsExactly("5", "3");
        long second = readAll().get(1).position();
        long fourth = readAll().get(3).position();
        assertThat(texts(read(all(), ReadRange.from(second).until(fourth)))).containsExactly("3", "4");
        assertThat(texts(read(all(), ReadRange.from(fourth + 99)))).isEmpty();
        assertThat(texts(read(all(), ReadRange.from(fourth).until(second)))).isEmpty();
    }

    @Test
    void l43_limits_zero_one_exact_and_over() {
        assertThat(texts(read(A, ReadRange.all().first(0)))).isEmpty();
        assertThat(texts(read(A, ReadRange.all().first(1)))).containsExactly("1");
        assertThat(texts(read(A, ReadRange.all().first(3)))).hasSize(3);
        assertThat(texts(read(A, ReadRange.all().first(9)))).hasSize(3);
        assertThat(texts(read(A, ReadRange.all().reversed().first(1)))).containsExactly("5");
        assertThat(texts(read(all(), ReadRange.all().first(0)))).isEmpty();
        assertThat(texts(read(all(), ReadRange.all().first(2)))).containsExactly("1", "2");
        assertThat(texts(read(all(), ReadRange.all().reversed().first(2)))).containsExactly("5", "4");
        assertThat(query(ReadRange.all().first(2), tags(ANN))).containsExactly("1", "3");
        assertThat(query(ReadRange.all().reversed().first(2), tags(ANN))).containsExactly("5", "4");
        assertThatThrownBy(() -> ReadRange.all().first(-1)).isInstanceOf(InvalidInputException.class);
    }

    @Test
    void l45_paging_returns_each_event_once() {
        for (int i = 0; i < 200; i++) append(A, any(), "more" + i);
        var expected = texts(readAll());
        for (int size : new int[] {1, 2, 3, 100}) {
            var paged = new ArrayList<String>();
            for (long after = 0; ; ) {
                var page = read(all(), ReadRange.from(after).first(size));
                if (page.isEmpty()) break;
                paged.addAll(texts(page));
                after = page.get(page.size() - 1).position();
            }
            assertThat(paged).isEqualTo(expected);
        }
    }

    @Test
    void long_reads_go_over_page_boundaries() {
        var texts = new String[2_501];
        for (int i = 0; i < texts.length; i++) texts[i] = "n" + i;
        append(B, any(), texts);
        for (int i = 0; i < 4; i++) append(B, any(), texts);

        assertThat(read(B)).hasSize(1 + 5 * 2_501);
        assertThat(readAll()).extracting(EventEnvelope::position).isSorted().hasSize(5 + 5 * 2_501);
        var backwards = read(B, ReadRange.all().reversed());
        Collections.reverse(backwards);
        assertThat(backwards).extracting(EventEnvelope::version).isSorted().hasSize(1 + 5 * 2_501);
        assertThat(read(query(types("Happened")), ReadRange.all())).hasSize(5 * 2_501);
    }

    @Test
    void l47_the_last_event_before_a_version_is_a_backward_read_of_one() {
        assertThat(texts(read(A, ReadRange.all().until(2).reversed().first(1)))).containsExactly("3");
    }

    @Test
    void l48_by_one_type_several_and_an_unknown_one() {
        assertThat(query(ReadRange.all(), types("Created"))).containsExactly("1", "2", "4");
        assertThat(query(ReadRange.all(), types("Created", "Paid"))).containsExactly("1", "2", "4", "5");
        assertThat(query(ReadRange.all(), types("Nothing"))).isEmpty();
    }

    @Test
    void l49_tags_are_joined_by_and_items_by_or_and_types_narrow() {
        assertThat(query(ReadRange.all(), tags(ANN))).containsExactly("1", "3", "4", "5");
        assertThat(query(ReadRange.all(), tags(ANN, UK))).containsExactly("1", "5");
        assertThat(query(ReadRange.all(), tags(UK), tags(BOB))).containsExactly("1", "2", "5");
        assertThat(query(ReadRange.all(), item(Set.of("Created"), Set.of(ANN)))).containsExactly("1", "4");
        assertThat(query(ReadRange.all(), item(Set.of("Created", "Paid"), Set.of(ANN, UK))))
                .containsExactly("1", "5");
    }

    @Test
    void l50_l51_an_event_that_two_items_mean_comes_once_whatever_their_order() {
        assertThat(query(ReadRange.all(), tags(ANN), types("Created"))).containsExactly("1", "2", "3", "4", "5");
        assertThat(query(ReadRange.all(), types("Created"), tags(ANN))).containsExactly("1", "2", "3", "4", "5");
    }

    @Test
    void l53_by_category_and_stream() {
        assertThat(query(ReadRange.all(), new StoredQuery.Item(Set.of(), Set.of(), Set.of("customer"), Set.of())))
                .containsExactly("4");
        assertThat(query(ReadRange.all(), new StoredQuery.Item(Set.of(), Set.of(), Set.of("customer"), Set.of(B))))
                .containsExactly("2", "4");
        assertThat(query(ReadRange.all(), new StoredQuery.Item(Set.of(), Set.of(ANN), Set.of("invoice"), Set.of())))
                .containsExactly("1", "3", "5");
        assertThat(query(
                        ReadRange.all(),
                        new StoredQuery.Item(Set.of("Created"), Set.of(), Set.of(), Set.of(A, CUSTOMER))))
                .containsExactly("1", "4");
    }

    @Test
    void a_tag_that_looks_like_a_type_is_no_type() {
        append(A, any(), event(A, "6", Tag.of("type", "Created")));
        assertThat(query(ReadRange.all(), types("Created"))).containsExactly("1", "2", "4");
        assertThat(query(ReadRange.all(), tags(Tag.of("type", "Created")))).containsExactly("6");
    }

    @Test
    void l56_the_head_is_the_stores_or_where_a_limit_cut() {
        long head = store.head();
        assertThat(head(all(), ReadRange.all())).isEqualTo(head);
        assertThat(head(query(types("Nothing")), ReadRange.all())).isEqualTo(head);
        assertThat(head(query(types("Created")), ReadRange.all())).isEqualTo(head);
        assertThat(head(query(types("Created")), ReadRange.all().first(2)))
                .isEqualTo(readAll().get(1).position());
        assertThat(head(all(), ReadRange.all().first(1)))
                .isEqualTo(readAll().get(0).position());
        assertThat(store.read(A, ReadRange.all(), TextType::new).head()).isEqualTo(3);
        assertThat(store.read(A, ReadRange.all().first(2), TextType::new).head())
                .isEqualTo(2);
        assertThat(store.read(A, ReadRange.all().reversed().first(1), TextType::new)
                        .head())
                .isEqualTo(3);
    }

    private long head(StoredQuery query, ReadRange range) {
        try (EventStream stream = store.read(query, range, TextType::new)) {
            stream.forEach(event -> {});
            return stream.head();
        }
    }

    @Test
    void l57_an_iteration_sees_nothing_committed_after_it_began() {
        try (EventStream stream = store.read(A, ReadRange.all(), TextType::new);
                EventStream log = store.read(all(), ReadRange.all(), TextType::new);
                EventStream some = store.read(query(tags(ANN)), ReadRange.all(), TextType::new)) {
            append(A, any(), event(A, "late", ANN));

            assertThat(texts(list(stream))).containsExactly("1", "3", "5");
            assertThat(texts(list(log))).containsExactly("1", "2", "3", "4", "5");
            assertThat(texts(list(some))).containsExactly("1", "3", "4", "5");
        }
    }

    @Test
    void l58_a_thousand_abandoned_reads_hold_nothing() {
        for (int i = 0; i < 1_000; i++) {
            store.read(all(), ReadRange.all(), TextType::new).iterator().next();
            store.read(A, ReadRange.all(), TextType::new).iterator().next();
        }
        assertThat(append(A, exactly(3), "6").version()).isEqualTo(4);
    }

    @Test
    void a_marker_guards_what_a_read_saw() {
        Marker stream =
                Marker.from(store.read(A, ReadRange.all(), TextType::new).marker());
        Marker some = Marker.from(
                store.read(query(tags(BOB)), ReadRange.all(), TextType::new).marker());
        append(stream.and(some).checks(), event(B, "6", BOB));

        assertThatThrownBy(() -> append(some.checks(), event(B, "7", BOB))).isInstanceOf(ConflictException.class);
        append(stream.checks(), event(A, "7"));
        assertThatThrownBy(() -> append(stream.checks(), event(A, "8"))).isInstanceOf(ConflictException.class);
    }
}
