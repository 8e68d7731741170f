package dev.espalier.tck;

import static dev.espalier.infrastructure.ExpectedVersion.any;
import static dev.espalier.infrastructure.ExpectedVersion.exactly;
import static dev.espalier.infrastructure.ExpectedVersion.noStream;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.espalier.infrastructure.ConflictException;
import dev.espalier.infrastructure.EventEnvelope;
import dev.espalier.infrastructure.InvalidInputException;
import dev.espalier.infrastructure.ReadRange;
import dev.espalier.infrastructure.Receipt;
import dev.espalier.infrastructure.StreamClosedException;
import dev.espalier.infrastructure.StreamId;
import dev.espalier.store.AdministeredStore;
import dev.espalier.store.AggregateSnapshot;
import dev.espalier.store.AggregateSnapshotStore;
import dev.espalier.store.Append;
import dev.espalier.store.EventData;
import dev.espalier.store.EventStore;
import dev.espalier.store.Marker;
import dev.espalier.store.Participant;
import dev.espalier.store.StreamChange;
import dev.espalier.store.StreamState;
import dev.espalier.store.Tombstone;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** What operators do to streams: archive, close, delete; and what nobody may do to events. */
abstract class AdministrationSuite extends Suite {
    /** Tries, before something that should come is given up. */
    private static final int MOST = 20_000;

    private static AdministeredStore administered(EventStore store) {
        return (AdministeredStore) store;
    }

    private void administer(StreamId stream, StreamChange change) {
        administered(store).administer(stream, change);
    }

    private StreamState state(StreamId stream) {
        return administered(store).streamState(stream);
    }

    @Test
    @Line("97")
    @Needs(Capability.ADMINISTRATION)
    void an_archived_stream_is_left_out_by_queries_and_keeps_its_versions() {
        EventData hidden = event(A, "1", RED);
        append(A, noStream(), hidden);
        append(B, noStream(), event(B, "2", RED));
        append(A, exactly(1), event(A, "3", BIG), event(A, "4", RED));

        administer(A, StreamChange.ARCHIVE);
        administer(A, StreamChange.ARCHIVE);

        assertThat(state(A)).isEqualTo(new StreamState(true, false, false));
        assertThat(texts(readAll())).containsExactly("2");
        assertThat(texts(read(all(), ReadRange.all().reversed().first(1)))).containsExactly("2");
        assertThat(texts(read(query(tags(RED)), ReadRange.all().first(1)))).containsExactly("2");
        assertThat(texts(read(query(types("Happened")), ReadRange.all()))).containsExactly("2");
        assertThat(texts(read(query(places(Set.of("invoice"))), ReadRange.all())))
                .containsExactly("2");
        assertThat(read(query(places(Set.of(), A)), ReadRange.all())).isEmpty();
        assertThat(texts(read(all().withArchived(), ReadRange.all()))).containsExactly("1", "2", "3", "4");
        assertThat(texts(read(query(tags(RED)).withArchived(), ReadRange.all())))
                .containsExactly("1", "2", "4");
        assertThat(texts(read(A))).containsExactly("1", "3", "4");
        assertThat(store.find(hidden.id(), Happened.Type::new)).isPresent();

        assertThat(append(A, exactly(3), "5").version()).isEqualTo(4);
        assertThat(texts(readAll())).containsExactly("2");
        assertThat(stream(all()).head()).isEqualTo(store.head());

        administer(A, StreamChange.UNARCHIVE);
        assertThat(texts(readAll())).containsExactly("1", "2", "3", "4", "5");
        assertThat(state(A)).isEqualTo(StreamState.OPEN);
    }

    @Test
    @Line("97")
    @Needs({Capability.ADMINISTRATION, Capability.BOUNDARIES})
    void conditions_see_archived_events() {
        append(A, noStream(), event(A, "1", RED));
        administer(A, StreamChange.ARCHIVE);

        assertThatThrownBy(() -> append(List.of(nothing(0, tags(RED))), event(B, "no")))
                .isInstanceOf(ConflictException.class);
        assertThatThrownBy(() -> append(List.of(new Marker.QueryCheck(all(), 0)), event(B, "no")))
                .isInstanceOf(ConflictException.class);
        append(List.of(nothing(store.head(), tags(RED))), event(B, "2"));
        assertThat(texts(readAll())).containsExactly("2");
    }

    @Test
    @Line("98")
    @Needs(Capability.ADMINISTRATION)
    void a_closed_stream_refuses_appends_until_it_is_reopened() {
        EventData known = event(A, "1");
        append(A, noStream(), known);
        administer(A, StreamChange.CLOSE);
        administer(A, StreamChange.CLOSE);

        assertThat(state(A)).isEqualTo(new StreamState(false, true, false));
        assertThatThrownBy(() -> append(A, any(), "no"))
                .isInstanceOfSatisfying(
                        StreamClosedException.class,
                        closed -> assertThat(closed.stream()).isEqualTo(A));
        assertThatThrownBy(() -> append(A, exactly(1), "no")).isInstanceOf(StreamClosedException.class);
        if (!lacks(Capability.MULTI_STREAM_APPENDS))
            assertThatThrownBy(() -> append(List.of(), event(B, "no"), event(A, "no")))
                    .isInstanceOf(StreamClosedException.class);
        assertThat(append(A, noStream(), known).replayed()).isTrue();
        assertThat(texts(readAll())).containsExactly("1");

        append(List.of(new Marker.StreamCheck(A, exactly(1))), event(B, "2"));
        administer(A, StreamChange.REOPEN);
        assertThat(append(A, exactly(1), "3").version()).isEqualTo(2);
        assertThat(texts(readAll())).containsExactly("1", "2", "3");
        assertThatThrownBy(() -> administer(new StreamId("invoice", "unknown"), StreamChange.CLOSE))
                .isInstanceOf(InvalidInputException.class);
    }

    @Test
    @Line("98")
    @Needs({Capability.ADMINISTRATION, Capability.PARTICIPANTS})
    void nobody_is_called_for_a_closed_stream() {
        append(A, noStream(), "1");
        administer(A, StreamChange.CLOSE);
        assertThatThrownBy(() -> store.append(Append.of(A, any(), event(A, "no"), (events, transaction) -> {
                    throw new AssertionError("called");
                })))
                .isInstanceOf(StreamClosedException.class);
        assertThat(texts(read(A))).containsExactly("1");
    }

    @Test
    @Line("98")
    @Needs(Capability.ADMINISTRATION)
    void once_it_is_closed_no_append_under_way_gets_through() throws Exception {
        for (int round = 0; round < rounds * 3; round++) {
            var stream = new StreamId("closing", "in" + round);
            append(stream, noStream(), "1");
            var outcomes = Race.run(4, racer -> {
                if (racer > 0) return appendUntilClosed(stream);
                for (int look = 0; look < MOST && version(stream) < 5; look++) Thread.onSpinWait();
                administer(stream, StreamChange.CLOSE);
                return version(stream);
            });
            assertThat(outcomes.lost()).isEmpty();
            assertThat(version(stream)).isEqualTo(outcomes.won().get(0));
        }
    }

    private long version(StreamId stream) {
        return store.read(stream, ReadRange.all().first(0).reversed(), Happened.Type::new)
                .head();
    }

    private long appendUntilClosed(StreamId stream) {
        for (int attempt = 0; attempt < MOST; attempt++) {
            try {
                append(stream, any(), "x");
            } catch (StreamClosedException closed) {
                return 0;
            }
        }
        throw new AssertionError("the stream is never closed");
    }

    @Test
    @Line("99")
    @Needs(Capability.ADMINISTRATION)
    void a_deleted_event_leaves_a_tombstone_and_nothing_is_used_twice() {
        EventData first = event(A, "secret", RED);
        EventData second = event(UUID.randomUUID(), A, "Other", "secret too", RED, BIG);
        append(A, noStream(), first, second);
        append(B, noStream(), event(B, "kept", RED));
        List<EventEnvelope> before = read(A);
        long head = store.head();

        administer(A, StreamChange.DELETE);
        administer(A, StreamChange.DELETE);

        assertThat(state(A)).isEqualTo(new StreamState(false, true, true));
        List<EventEnvelope> tombstones = read(A);
        assertThat(tombstones).extracting(EventEnvelope::id).containsExactly(first.id(), second.id());
        assertThat(tombstones).extracting(EventEnvelope::version).containsExactly(1L, 2L);
        assertThat(tombstones)
                .extracting(EventEnvelope::position)
                .isEqualTo(before.stream().map(EventEnvelope::position).toList());
        assertThat(tombstones).allSatisfy(tombstone -> {
            assertThat(tombstone.type()).isEqualTo(Tombstone.NAME);
            assertThat(tombstone.events()).isEmpty();
            assertThat(tombstone.tags()).isEmpty();
            assertThat(tombstone.metadata().entries()).isEmpty();
        });
        assertThat(store.find(first.id(), Happened.Type::new))
                .hasValueSatisfying(found -> assertThat(found.events()).isEmpty());
        assertThat(texts(read(query(tags(RED)), ReadRange.all()))).containsExactly("kept");
        assertThat(read(query(types("Other")), ReadRange.all())).isEmpty();
        assertThat(readAll()).hasSize(3).last().matches(kept -> text(kept).equals("kept"));
        assertThat(store.head()).isEqualTo(head);

        Receipt replayed = append(A, noStream(), first, second);
        assertThat(replayed.replayed()).isTrue();
        assertThat(replayed.events())
                .allSatisfy(each -> assertThat(each.events()).isEmpty());
        assertThatThrownBy(() -> append(A, any(), "no")).isInstanceOf(StreamClosedException.class);
        assertThatThrownBy(() -> append(A, noStream(), event(A, "no"))).isInstanceOf(ConflictException.class);
        assertThatThrownBy(() -> administer(A, StreamChange.REOPEN)).isInstanceOf(InvalidInputException.class);
        assertThat(append(B, exactly(1), "next").position()).isGreaterThan(head);
    }

    @Test
    @Line("99")
    @Needs(Capability.ADMINISTRATION)
    void deletion_is_refused_by_a_store_that_was_not_built_for_it() throws Exception {
        EventStore beside = kept(fixture.openBeside());
        append(beside, A, noStream(), "1");
        assertThatThrownBy(() -> administered(beside).administer(A, StreamChange.DELETE))
                .isInstanceOf(InvalidInputException.class);
        administered(beside).administer(A, StreamChange.CLOSE);
        assertThat(texts(readAll(beside))).containsExactly("1");
    }

    @Test
    @Line("99")
    @Needs({Capability.ADMINISTRATION, Capability.BOUNDARIES})
    void no_tag_leads_a_condition_to_a_tombstone() {
        append(A, noStream(), event(A, "1", RED));
        assertThatThrownBy(() -> append(List.of(nothing(0, tags(RED))), event(B, "no")))
                .isInstanceOf(ConflictException.class);
        administer(A, StreamChange.DELETE);

        append(List.of(nothing(0, tags(RED))), event(B, "2", RED));
        assertThatThrownBy(() -> append(List.of(nothing(0, tags(RED))), event(B, "no")))
                .isInstanceOf(ConflictException.class);
        assertThatThrownBy(() -> append(List.of(nothing(0, places(Set.of(), A))), event(B, "no")))
                .isInstanceOf(ConflictException.class);
    }

    @Test
    @Line("99")
    @Needs({Capability.ADMINISTRATION, Capability.AGGREGATE_SNAPSHOTS})
    void no_kept_state_of_a_deleted_stream_is_left_or_comes_back() {
        var snapshots = (AggregateSnapshotStore) store;
        EventData event = event(A, "secret");
        append(A, noStream(), event);
        append(B, noStream(), "kept");
        var state = new AggregateSnapshot("sums", A, 1, 1, event.id(), new byte[] {1});
        assertThat(snapshots.saveSnapshot(state)).isTrue();

        administer(A, StreamChange.DELETE);

        assertThat(snapshots.snapshot("sums", A)).isEmpty();
        assertThat(snapshots.saveSnapshot(state)).isFalse();
        assertThat(snapshots.snapshot("sums", A)).isEmpty();
    }

    @Test
    @Line("99")
    @Needs(Capability.ADMINISTRATION)
    void readers_meanwhile_see_every_position_once() throws Exception {
        for (int round = 0; round < rounds; round++) {
            var stream = new StreamId("deleted", "in" + round);
            var events = new ArrayList<EventData>();
            for (int i = 0; i < 900; i++) events.add(event(stream, "x", RED));
            store.append(Append.of(stream, noStream(), events, Participant.NONE));
            append(B, any(), "last");
            long count = readAll().size();
            var done = new AtomicBoolean();
            var outcomes = Race.run(3, racer -> {
                if (racer == 0) {
                    try {
                        administer(stream, StreamChange.DELETE);
                        return count;
                    } finally {
                        done.set(true);
                    }
                }
                do {
                    List<EventEnvelope> seen = readAll();
                    assertThat(seen).extracting(EventEnvelope::position).doesNotHaveDuplicates();
                    assertThat(seen).hasSize((int) count);
                    for (EventEnvelope each : seen) assertThat(each.events()).hasSizeLessThan(2);
                } while (!done.get());
                return (long) readAll().size();
            });
            assertThat(outcomes.lost()).isEmpty();
            assertThat(outcomes.won()).containsOnly(count);
            assertThat(read(stream))
                    .allSatisfy(each -> assertThat(each.events()).isEmpty());
        }
    }

    @Test
    @Line({"97", "98", "99"})
    @Needs({Capability.ADMINISTRATION, Capability.RESTART})
    void it_stays_so_when_the_store_is_opened_again() throws Exception {
        StreamId third = new StreamId("invoice", "c");
        for (StreamId each : List.of(A, B, third)) append(each, noStream(), each.key());
        administer(A, StreamChange.ARCHIVE);
        administer(B, StreamChange.CLOSE);
        administer(third, StreamChange.DELETE);
        store.close();

        store = open();

        assertThat(readAll()).hasSize(2).extracting(EventEnvelope::stream).containsExactly(B, third);
        assertThatThrownBy(() -> append(B, any(), "no")).isInstanceOf(StreamClosedException.class);
        assertThat(read(third).get(0).events()).isEmpty();
        assertThat(append(A, exactly(1), "2").version()).isEqualTo(2);
    }

    @Test
    @Line("100")
    @Needs(Capability.IMMUTABLE_EVENTS)
    void what_is_done_to_events_behind_the_back_of_the_store_is_refused() throws Exception {
        EventData event = event(A, "1", RED);
        append(A, noStream(), event);
        List<EventEnvelope> before = readAll();
        List<Callable<?>> attempts = fixture.changes(event.id());

        assertThat(attempts).isNotEmpty();
        for (Callable<?> attempt : attempts) assertThatThrownBy(attempt::call).isInstanceOf(Exception.class);

        assertThat(readAll()).extracting(EventEnvelope::id).containsExactly(event.id());
        assertThat(texts(readAll())).isEqualTo(texts(before));
        append(A, exactly(1), "2");
        assertThat(texts(readAll())).containsExactly("1", "2");
    }
}
