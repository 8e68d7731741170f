package dev.espalier.tck;

import static dev.espalier.infrastructure.ExpectedVersion.any;
import static org.assertj.core.api.Assertions.assertThat;

import dev.espalier.infrastructure.EventEnvelope;
import dev.espalier.infrastructure.ReadRange;
import dev.espalier.infrastructure.StreamId;
import dev.espalier.infrastructure.Tag;
import dev.espalier.store.EventData;
import dev.espalier.store.StoredQuery;
import dev.espalier.store.StoredTypes;
import dev.espalier.store.StoredTypes.StoredType;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which events a query means. */
abstract class QuerySuite extends Suite {
    private static final Tag ANN = Tag.of("customer", "ann");
    private static final Tag BOB = Tag.of("customer", "bob");
    private static final Tag UK = Tag.of("country", "uk");
    private static final StreamId CUSTOMER = new StreamId("customer", "a");

    @BeforeEach
    void fill() {
        append(A, any(), event(UUID.randomUUID(), A, "Created", "1", ANN, UK));
        append(B, any(), event(UUID.randomUUID(), B, "Created", "2", BOB));
        append(A, any(), event(UUID.randomUUID(), A, "Issued", "3", ANN));
        append(CUSTOMER, any(), event(UUID.randomUUID(), CUSTOMER, "Created", "4", ANN));
        append(A, any(), event(UUID.randomUUID(), A, "Paid", "5", ANN, UK));
    }

    private List<String> found(StoredQuery.Item... items) {
        return texts(read(query(items), ReadRange.all()));
    }

    private static StoredQuery.Item item(Set<String> types, Set<Tag> tags) {
        return new StoredQuery.Item(types, tags, Set.of(), Set.of());
    }

    @Test
    @Line("48")
    void by_one_type_several_and_an_unknown_one() {
        assertThat(found(types("Created"))).containsExactly("1", "2", "4");
        assertThat(found(types("Created", "Paid"))).containsExactly("1", "2", "4", "5");
        assertThat(found(types("Nothing"))).isEmpty();
        assertThat(found(types("Nothing", "Issued"))).containsExactly("3");
    }

    @Test
    @Line("49")
    void tags_are_joined_by_and_and_items_by_or_and_types_narrow() {
        assertThat(found(tags(ANN))).containsExactly("1", "3", "4", "5");
        assertThat(found(tags(ANN, UK))).containsExactly("1", "5");
        assertThat(found(tags(ANN, BOB))).isEmpty();
        assertThat(found(tags(UK), tags(BOB))).containsExactly("1", "2", "5");
        assertThat(found(item(Set.of("Created"), Set.of(ANN)))).containsExactly("1", "4");
        assertThat(found(item(Set.of("Created", "Paid"), Set.of(ANN, UK)))).containsExactly("1", "5");
    }

    @Test
    @Line("50")
    void an_event_that_two_items_mean_comes_once() {
        assertThat(found(tags(ANN), types("Created"))).containsExactly("1", "2", "3", "4", "5");
        assertThat(found(types("Created"), types("Created"))).containsExactly("1", "2", "4");
        assertThat(texts(read(
                        query(tags(ANN), types("Created")),
                        ReadRange.all().reversed().first(3))))
                .containsExactly("5", "4", "3");
    }

    @Test
    @Line("50")
    void pages_of_what_two_items_mean_leave_nothing_out_and_add_nothing() {
        EventData[] more = IntStream.range(6, 30)
                .mapToObj(i ->
                        event(UUID.randomUUID(), A, i % 5 == 0 ? "Issued" : "Created", "" + i, i % 2 == 0 ? UK : BOB))
                .toArray(EventData[]::new);
        append(A, any(), more);
        StoredQuery query = query(types("Created"), tags(UK));
        List<String> all = new ArrayList<>(texts(read(query, ReadRange.all())));
        assertThat(all).hasSize(26).doesNotContain("3", "15", "25").isEqualTo(pages(query, ReadRange.all()));
        Collections.reverse(all);
        assertThat(pages(query, ReadRange.all().reversed())).isEqualTo(all);
    }

    private List<String> pages(StoredQuery query, ReadRange range) {
        var found = new ArrayList<String>();
        ReadRange rest = range.first(4);
        for (var page = read(query, rest); !page.isEmpty(); page = read(query, rest)) {
            found.addAll(texts(page));
            long last = page.get(page.size() - 1).position();
            rest = range.backwards() ? rest.until(last - 1) : new ReadRange(last, rest.upTo(), rest.limit(), false);
        }
        return found;
    }

    @Test
    @Line("51")
    void the_order_of_items_is_irrelevant() {
        assertThat(found(types("Paid"), tags(BOB), types("Issued"))).containsExactly("2", "3", "5");
        assertThat(found(types("Issued"), types("Paid"), tags(BOB))).containsExactly("2", "3", "5");
    }

    @Test
    @Line("52")
    void everything_is_no_filter() {
        assertThat(texts(readAll()))
                .containsExactly("1", "2", "3", "4", "5")
                .isEqualTo(found(places(Set.of("invoice")), places(Set.of("customer"))));
    }

    @Test
    @Line("53")
    void by_category_and_stream() {
        assertThat(found(places(Set.of("customer")))).containsExactly("4");
        assertThat(found(places(Set.of("customer"), B))).containsExactly("2", "4");
        assertThat(found(places(Set.of(), A, CUSTOMER))).containsExactly("1", "3", "4", "5");
        assertThat(found(new StoredQuery.Item(Set.of(), Set.of(ANN), Set.of("invoice"), Set.of())))
                .containsExactly("1", "3", "5");
        assertThat(found(new StoredQuery.Item(Set.of("Created"), Set.of(), Set.of(), Set.of(A, CUSTOMER))))
                .containsExactly("1", "4");
        assertThat(found(places(Set.of("nothing")))).isEmpty();
    }

    @Test
    @Line("54")
    void an_event_is_found_by_its_id() {
        EventEnvelope third = readAll().get(2);

        EventEnvelope found = store.find(third.id(), Happened.Type::new).orElseThrow();

        assertThat(text(found)).isEqualTo("3");
        assertThat(found.position()).isEqualTo(third.position());
        assertThat(found.version()).isEqualTo(2);
        assertThat(found.stream()).isEqualTo(A);
        assertThat(found.tags()).containsExactly(ANN);
        assertThat(store.find(UUID.randomUUID(), Happened.Type::new)).isEmpty();
    }

    @Test
    @Line("49")
    void a_tag_that_looks_like_a_type_or_a_category_is_neither() {
        append(A, any(), event(A, "6", Tag.of("type", "Created"), Tag.of("category", "customer")));

        assertThat(found(types("Created"))).containsExactly("1", "2", "4");
        assertThat(found(places(Set.of("customer")))).containsExactly("4");
        assertThat(found(tags(Tag.of("type", "Created")))).containsExactly("6");
    }

    @Test
    @Line("74")
    void several_values_of_one_tag_key_are_all_found() {
        append(B, any(), event(B, "6", ANN, BOB));

        assertThat(found(tags(ANN))).containsExactly("1", "3", "4", "5", "6");
        assertThat(found(tags(BOB))).containsExactly("2", "6");
        assertThat(found(tags(ANN, BOB))).containsExactly("6");
    }

    @Test
    @Line("75")
    void tags_whose_hashes_collide_stay_distinct() {
        assertThat(Tag.of("k", "Aa").toString())
                .hasSameHashCodeAs(Tag.of("k", "BB").toString());
        append(A, any(), event(A, "6", Tag.of("k", "Aa")), event(A, "7", Tag.of("k", "BB")));

        assertThat(found(tags(Tag.of("k", "Aa")))).containsExactly("6");
        assertThat(found(tags(Tag.of("k", "BB")))).containsExactly("7");
        assertThat(found(tags(Tag.of("k", "Aa"), Tag.of("k", "BB")))).isEmpty();
    }

    @Test
    @Line(Contract.INTERFACES)
    @Needs(Capability.STORED_TYPES)
    void the_stored_types_are_told() {
        assertThat(((StoredTypes) store).storedTypes())
                .containsExactlyInAnyOrder(
                        new StoredType("invoice", "Created", 1),
                        new StoredType("invoice", "Issued", 1),
                        new StoredType("invoice", "Paid", 1),
                        new StoredType("customer", "Created", 1));
    }
}
