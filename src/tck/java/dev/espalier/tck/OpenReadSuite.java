package dev.espalier.tck;

import static dev.espalier.infrastructure.ExpectedVersion.any;
import static dev.espalier.infrastructure.ExpectedVersion.exactly;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.espalier.infrastructure.ConflictException;
import dev.espalier.infrastructure.EventEnvelope;
import dev.espalier.infrastructure.EventStream;
import dev.espalier.infrastructure.ReadRange;
import dev.espalier.store.Marker;
import dev.espalier.store.StoredQuery;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What an open read shows, what it says about itself, and what it holds. */
abstract class OpenReadSuite extends Suite {
    private static final ReadRange ALL = ReadRange.all();

    @BeforeEach
    void fill() {
        append(A, any(), event(A, "1", RED), event(A, "2"));
        append(B, any(), event(B, "3", RED));
        append(A, any(), event(A, "4", RED));
    }

    private long head(StoredQuery query, ReadRange range) {
        try (EventStream stream = store.read(query, range, Happened.Type::new)) {
            stream.forEach(event -> {});
            return stream.head();
        }
    }

    private long head(ReadRange range) {
        try (EventStream stream = store.read(A, range, Happened.Type::new)) {
            stream.forEach(event -> {});
            return stream.head();
        }
    }

    @Test
    @Line("56")
    void the_head_of_a_query_is_the_stores_or_where_a_limit_cut() {
        long head = store.head();
        var positions = readAll().stream().map(EventEnvelope::position).toList();
        assertThat(positions.get(3)).isEqualTo(head);
        assertThat(head(all(), ALL)).isEqualTo(head);
        assertThat(head(query(types("Nothing")), ALL)).isEqualTo(head);
        assertThat(head(query(tags(RED)), ALL)).isEqualTo(head);
        assertThat(head(query(tags(RED)), ALL.first(2))).isEqualTo(positions.get(2));
        assertThat(head(query(tags(RED)), ALL.first(3))).isEqualTo(head);
        assertThat(head(query(tags(BIG)), ALL.first(1))).isEqualTo(head);
        assertThat(head(all(), ALL.first(1))).isEqualTo(positions.get(0));
        assertThat(head(all(), ALL.reversed().first(1))).isEqualTo(head);
    }

    @Test
    @Line("56")
    void the_head_of_a_stream_is_its_version_or_where_a_limit_cut() {
        assertThat(head(ALL)).isEqualTo(3);
        assertThat(head(ALL.first(2))).isEqualTo(2);
        assertThat(head(ALL.first(3))).isEqualTo(3);
        assertThat(head(ALL.reversed().first(1))).isEqualTo(3);
        assertThat(head(ReadRange.from(3))).isEqualTo(3);
    }

    @Test
    @Line("57")
    @Needs(Capability.FIXED_READS)
    void an_iteration_sees_nothing_committed_after_it_began() {
        try (EventStream stream = store.read(A, ALL, Happened.Type::new);
                EventStream log = store.read(all(), ALL, Happened.Type::new);
                EventStream some = store.read(query(tags(RED)), ALL, Happened.Type::new)) {
            Iterator<EventEnvelope> one = stream.iterator();
            Iterator<EventEnvelope> all = log.iterator();
            Iterator<EventEnvelope> red = some.iterator();
            var seen = new ArrayList<>(List.of(one.next(), all.next(), red.next()));

            append(A, any(), event(A, "late", RED));

            one.forEachRemaining(seen::add);
            all.forEachRemaining(seen::add);
            red.forEachRemaining(seen::add);
            assertThat(texts(seen)).containsExactly("1", "1", "1", "2", "4", "2", "3", "4", "3", "4");
        }
    }

    @Test
    @Line("57")
    @Needs(Capability.FIXED_READS)
    void a_long_iteration_sees_nothing_committed_after_it_began() {
        var many = new String[6_000];
        for (int i = 0; i < many.length; i++) many[i] = "n" + i;
        append(A, any(), many);
        try (EventStream log = store.read(all(), ALL, Happened.Type::new)) {
            Iterator<EventEnvelope> events = log.iterator();
            assertThat(text(events.next())).isEqualTo("1");
            append(B, any(), "late");
            var rest = new ArrayList<EventEnvelope>();
            events.forEachRemaining(rest::add);
            assertThat(rest).hasSize(6_003);
        }
    }

    @Test
    @Line("58")
    void a_thousand_abandoned_reads_hold_nothing() {
        for (int i = 0; i < 1_000; i++) {
            store.read(all(), ALL, Happened.Type::new).iterator().next();
            store.read(A, ALL, Happened.Type::new).iterator().next();
            store.read(query(tags(RED)), ALL, Happened.Type::new).iterator().next();
            store.read(B, ALL, Happened.Type::new);
        }
        assertThat(append(A, exactly(3), "5").version()).isEqualTo(4);
        assertThat(readAll()).hasSize(5);
    }

    @Test
    @Line(Contract.INTERFACES)
    void each_iteration_starts_anew_and_close_may_be_called_twice() {
        for (EventStream stream : List.of(
                store.read(A, ALL, Happened.Type::new),
                store.read(query(types("Happened")), ALL, Happened.Type::new))) {
            var texts = new ArrayList<String>();
            for (int i = 0; i < 2; i++) stream.forEach(event -> texts.add(text(event)));
            assertThat(texts).hasSizeBetween(6, 8).startsWith("1", "2").endsWith("4");
            stream.close();
            stream.close();
        }
    }

    @Test
    @Line({"56", "72a"})
    void the_marker_of_a_stream_guards_what_the_read_saw() {
        Marker marker;
        try (EventStream stream = store.read(A, ALL, Happened.Type::new)) {
            stream.forEach(event -> {});
            marker = Marker.from(stream.marker());
        }
        append(marker.checks(), event(A, "5"));

        assertThatThrownBy(() -> append(marker.checks(), event(A, "no"))).isInstanceOf(ConflictException.class);
        assertThat(texts(read(A))).containsExactly("1", "2", "4", "5");
    }

    @Test
    @Line({"56", "61"})
    @Needs({Capability.BOUNDARIES, Capability.MULTI_STREAM_APPENDS})
    void the_marker_of_a_query_guards_what_the_read_saw_and_two_markers_merge() {
        Marker stream;
        Marker some;
        try (EventStream one = store.read(A, ALL, Happened.Type::new);
                EventStream other = stream(query(tags(BIG)))) {
            stream = Marker.from(one.marker());
            some = Marker.from(other.marker());
        }
        append(stream.and(some).checks(), event(B, "5", BIG));

        assertThatThrownBy(() -> append(some.checks(), event(B, "no", BIG))).isInstanceOf(ConflictException.class);
        append(stream.checks(), event(A, "6"));
        assertThatThrownBy(() -> append(stream.and(some).checks(), event(A, "no")))
                .isInstanceOf(ConflictException.class);
        assertThat(readAll()).hasSize(6);
    }
}
