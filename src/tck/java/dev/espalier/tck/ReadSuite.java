package dev.espalier.tck;

import static dev.espalier.infrastructure.ExpectedVersion.any;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.espalier.infrastructure.EventEnvelope;
import dev.espalier.infrastructure.InvalidInputException;
import dev.espalier.infrastructure.ReadRange;
import dev.espalier.infrastructure.StreamId;
import dev.espalier.store.StoredQuery;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Ranges, directions and limits. */
abstract class ReadSuite extends Suite {
    private static final StreamId CUSTOMER = new StreamId("customer", "a");
    private static final ReadRange ALL = ReadRange.all();

    @BeforeEach
    void fill() {
        append(A, any(), event(UUID.randomUUID(), A, "Created", "1", RED));
        append(B, any(), event(UUID.randomUUID(), B, "Created", "2"));
        append(A, any(), event(UUID.randomUUID(), A, "Issued", "3", RED));
        append(CUSTOMER, any(), event(UUID.randomUUID(), CUSTOMER, "Created", "4", RED));
        append(A, any(), event(UUID.randomUUID(), A, "Paid", "5", RED));
    }

    private List<String> stream(ReadRange range) {
        return texts(read(A, range));
    }

    private List<String> log(ReadRange range) {
        return texts(read(all(), range));
    }

    private List<String> red(ReadRange range) {
        return texts(read(query(tags(RED)), range));
    }

    @Test
    @Line("40")
    void streams_and_queries_are_read_forward() {
        assertThat(stream(ALL)).containsExactly("1", "3", "5");
        assertThat(log(ALL)).containsExactly("1", "2", "3", "4", "5");
        assertThat(red(ALL)).containsExactly("1", "3", "4", "5");
        assertThat(readAll()).extracting(EventEnvelope::position).isSorted();
    }

    @Test
    @Line("41")
    void streams_and_queries_are_read_backward() {
        assertThat(stream(ALL.reversed())).containsExactly("5", "3", "1");
        assertThat(read(A, ALL.reversed())).extracting(EventEnvelope::version).containsExactly(3L, 2L, 1L);
        assertThat(red(ALL.reversed())).containsExactly("5", "4", "3", "1");
    }

    @Test
    @Line("42")
    void after_is_exclusive_and_up_to_inclusive() {
        assertThat(stream(ReadRange.from(1))).containsExactly("3", "5");
        assertThat(stream(ALL.until(2))).containsExactly("1", "3");
        assertThat(stream(ReadRange.from(1).until(2))).containsExactly("3");
        assertThat(stream(ReadRange.from(2).until(1))).isEmpty();
        assertThat(stream(ReadRange.from(1).reversed())).containsExactly("5", "3");
        assertThat(stream(ReadRange.from(1).until(2).reversed())).containsExactly("3");
        long second = readAll().get(1).position();
        long fourth = readAll().get(3).position();
        assertThat(log(ReadRange.from(second).until(fourth))).containsExactly("3", "4");
        assertThat(log(ReadRange.from(second).until(fourth).reversed())).containsExactly("4", "3");
        assertThat(red(ReadRange.from(second).until(fourth))).containsExactly("3", "4");
        assertThat(red(ReadRange.from(second).until(fourth).reversed())).containsExactly("4", "3");
        assertThat(log(ReadRange.from(fourth).until(second))).isEmpty();
        assertThat(red(ReadRange.from(fourth).until(second))).isEmpty();
    }

    @Test
    @Line("43")
    void limits_cut_at_zero_one_exact_and_over() {
        assertThat(stream(ALL.first(0))).isEmpty();
        assertThat(stream(ALL.first(1))).containsExactly("1");
        assertThat(stream(ALL.first(3))).containsExactly("1", "3", "5");
        assertThat(stream(ALL.first(9))).containsExactly("1", "3", "5");
        assertThat(stream(ALL.reversed().first(1))).containsExactly("5");
        assertThat(log(ALL.first(0))).isEmpty();
        assertThat(log(ALL.first(2))).containsExactly("1", "2");
        assertThat(log(ALL.first(5))).hasSize(5);
        assertThat(log(ALL.reversed().first(2))).containsExactly("5", "4");
        assertThat(red(ALL.first(0))).isEmpty();
        assertThat(red(ALL.first(2))).containsExactly("1", "3");
        assertThat(red(ALL.first(9))).hasSize(4);
        assertThat(red(ALL.reversed().first(2))).containsExactly("5", "4");
        assertThatThrownBy(() -> ALL.first(-1)).isInstanceOf(InvalidInputException.class);
    }

    @Test
    @Line("44")
    void after_the_head_and_beyond_is_empty() {
        assertThat(stream(ReadRange.from(2))).containsExactly("5");
        assertThat(stream(ReadRange.from(3))).isEmpty();
        assertThat(stream(ReadRange.from(99))).isEmpty();
        long head = store.head();
        for (StoredQuery query : List.of(all(), query(tags(RED)))) {
            assertThat(read(query, ReadRange.from(head - 1))).hasSize(1);
            assertThat(read(query, ReadRange.from(head))).isEmpty();
            assertThat(read(query, ReadRange.from(head + 1_000))).isEmpty();
            assertThat(read(query, ReadRange.from(Long.MAX_VALUE))).isEmpty();
            assertThat(read(query, ReadRange.from(head).reversed())).isEmpty();
        }
    }

    @Test
    @Line("55")
    void where_the_store_stood_at_a_time_tells_a_range_of_times() {
        for (int i = 0; i < 20; i++) append(i % 2 == 0 ? A : B, any(), "t" + i);
        List<EventEnvelope> events = readAll();
        Instant first = events.get(0).recordedAt();
        Instant last = events.get(events.size() - 1).recordedAt();
        for (EventEnvelope from : events)
            for (Instant until : List.of(from.recordedAt().plusNanos(1_000), last)) {
                var expected = events.stream()
                        .filter(each -> !each.recordedAt().isBefore(from.recordedAt()))
                        .filter(each -> each.recordedAt().isBefore(until))
                        .toList();
                assertThat(log(ReadRange.from(before(from.recordedAt())).until(before(until))))
                        .isEqualTo(texts(expected));
            }
        assertThat(before(first)).isZero();
        assertThat(before(last.plusSeconds(1))).isEqualTo(store.head());
    }

    private long before(Instant time) {
        return store.positionBefore(time, Happened.Type::new);
    }

    @Test
    @Line("45")
    void paging_returns_each_event_once() {
        for (int i = 0; i < 200; i++) append(A, any(), event(A, "more" + i, RED));
        for (StoredQuery query : List.of(all(), query(tags(RED)))) {
            var expected = texts(read(query, ALL));
            assertThat(expected).hasSizeGreaterThan(200);
            for (int size : new int[] {1, 2, 3, 100}) {
                var paged = new ArrayList<String>();
                for (long after = 0; paged.size() <= expected.size(); ) {
                    var page = read(query, ReadRange.from(after).first(size));
                    if (page.isEmpty()) break;
                    paged.addAll(texts(page));
                    after = page.get(page.size() - 1).position();
                }
                assertThat(paged).isEqualTo(expected);
            }
        }
    }

    @Test
    @Line({"40", "41"})
    void long_reads_lose_nothing() {
        var texts = new String[2_501];
        for (int i = 0; i < texts.length; i++) texts[i] = "n" + i;
        for (int i = 0; i < 5; i++) append(B, any(), texts);

        assertThat(read(B)).hasSize(1 + 5 * 2_501);
        assertThat(readAll())
                .extracting(EventEnvelope::position)
                .isSorted()
                .doesNotHaveDuplicates()
                .hasSize(5 + 5 * 2_501);
        var backwards = read(B, ALL.reversed());
        Collections.reverse(backwards);
        assertThat(backwards).extracting(EventEnvelope::version).isSorted().hasSize(1 + 5 * 2_501);
        assertThat(read(query(types("Happened")), ALL)).hasSize(5 * 2_501);
    }

    @Test
    @Line("46")
    void the_whole_store_is_read_forward_and_backward() {
        assertThat(log(ALL)).containsExactly("1", "2", "3", "4", "5");
        assertThat(log(ALL.reversed())).containsExactly("5", "4", "3", "2", "1");
    }

    @Test
    @Line("47")
    void the_first_the_last_and_the_last_before_a_version_are_reads_of_one() {
        assertThat(stream(ALL.first(1))).containsExactly("1");
        assertThat(stream(ALL.reversed().first(1))).containsExactly("5");
        assertThat(stream(ALL.until(2).reversed().first(1))).containsExactly("3");
        long last = readAll().get(4).position();
        assertThat(red(ALL.until(last - 1).reversed().first(1))).containsExactly("4");
    }
}
