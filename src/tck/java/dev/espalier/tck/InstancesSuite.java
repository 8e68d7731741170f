package dev.espalier.tck;

import static dev.espalier.infrastructure.ExpectedVersion.any;
import static dev.espalier.infrastructure.ExpectedVersion.exactly;
import static dev.espalier.infrastructure.ExpectedVersion.noStream;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.espalier.infrastructure.ConflictException;
import dev.espalier.infrastructure.EventEnvelope;
import dev.espalier.infrastructure.EventStream;
import dev.espalier.infrastructure.ReadRange;
import dev.espalier.infrastructure.StoreClosedException;
import dev.espalier.infrastructure.StreamId;
import dev.espalier.store.EventData;
import dev.espalier.store.EventStore;
import dev.espalier.store.TransactionalStore;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** Instances of the store: one after the other, side by side, closed, apart. */
abstract class InstancesSuite extends Suite {
    @Test
    @Line("32")
    @Needs(Capability.RESTART)
    void a_store_that_is_opened_again_goes_on_where_it_was() throws Exception {
        EventData known = event(A, "1", RED);
        append(A, noStream(), known);
        append(B, noStream(), "2");
        assertThatThrownBy(() -> append(A, exactly(7), "refused")).isInstanceOf(ConflictException.class);
        var before = readAll();
        long head = store.head();
        store.close();

        store = open();

        assertThat(store.head()).isEqualTo(head);
        assertThat(texts(readAll())).containsExactly("1", "2");
        assertThat(readAll())
                .extracting(EventEnvelope::position)
                .isEqualTo(before.stream().map(EventEnvelope::position).toList());
        assertThat(readAll().get(0).recordedAt()).isEqualTo(before.get(0).recordedAt());
        assertThat(append(A, noStream(), known).replayed()).isTrue();
        EventEnvelope next = append(A, exactly(1), "3").events().get(0);
        assertThat(next.position()).isGreaterThan(head);
        assertThat(next.recordedAt()).isAfterOrEqualTo(before.get(1).recordedAt());
        assertThat(texts(readAll())).containsExactly("1", "2", "3");
        assertThat(readAll()).extracting(EventEnvelope::position).isSorted().endsWith(next.position());
        assertThat(texts(read(query(tags(RED)), ReadRange.all()))).containsExactly("1");
    }

    @Test
    @Line("32")
    @Needs(Capability.SHARING)
    void two_instances_see_one_truth() throws Exception {
        EventStore other = open();
        append(store, A, noStream(), "1");
        append(other, A, exactly(1), "2");
        append(store, B, any(), "3");

        assertThatThrownBy(() -> append(other, A, exactly(1), "no")).isInstanceOf(ConflictException.class);
        assertThatThrownBy(() -> append(store, A, exactly(1), "no")).isInstanceOf(ConflictException.class);
        assertThat(texts(readAll(store))).containsExactly("1", "2", "3").isEqualTo(texts(readAll(other)));
        assertThat(store.head()).isEqualTo(other.head());
        assertThat(other.find(readAll().get(0).id(), Happened.Type::new)).isPresent();
    }

    @Test
    @Line("32")
    @Needs(Capability.SHARING)
    void of_racers_on_two_instances_exactly_one_wins_each_version() throws Exception {
        var instances = List.of(store, open());
        for (int round = 0; round < rounds * 5; round++) {
            int version = round;
            ConcurrencySuite.assertOneWinner(
                    Race.run(4, racer -> append(instances.get(racer % 2), A, exactly(version), "racer" + racer)));
        }
        assertThat(texts(readAll(instances.get(0)))).hasSize(rounds * 5).isEqualTo(texts(readAll(instances.get(1))));
    }

    @Test
    @Line("101")
    @Needs(Capability.SHARING)
    void a_schema_may_be_created_by_several_at_once_and_again() throws Exception {
        for (int round = 0; round < rounds; round++) {
            StoreFixture fresh = anotherFixture();
            var instances = new CopyOnWriteArrayList<EventStore>();
            var outcomes = Race.run(4, racer -> {
                EventStore instance = kept(fresh.open());
                instances.add(instance);
                return append(instance, new StreamId("opened", "by" + racer), noStream(), "x");
            });
            assertThat(outcomes.lost()).isEmpty();
            for (EventStore each : instances) assertThat(readAll(each)).hasSize(4);
            assertThat(readAll(kept(fresh.open()))).hasSize(4);
        }
    }

    @Test
    @Line("102")
    void use_after_close_is_a_clear_error() {
        append(A, any(), "1");
        EventStream open = store.read(A, ReadRange.all(), Happened.Type::new);
        assertThat(open.iterator().next().version()).isEqualTo(1);

        store.close();
        store.close();

        assertThatThrownBy(() -> append(A, any(), "no")).isInstanceOf(StoreClosedException.class);
        assertThatThrownBy(() -> readAll()).isInstanceOf(StoreClosedException.class);
        assertThatThrownBy(() -> read(A)).isInstanceOf(StoreClosedException.class);
        assertThatThrownBy(() -> store.find(java.util.UUID.randomUUID(), Happened.Type::new))
                .isInstanceOf(StoreClosedException.class);
        assertThatThrownBy(() -> store.head()).isInstanceOf(StoreClosedException.class);
        if (store instanceof TransactionalStore transactional)
            assertThatThrownBy(transactional::begin).isInstanceOf(StoreClosedException.class);
        open.close();
    }

    @Test
    @Line("102")
    void close_ends_reads_that_are_under_way() {
        var many = new EventData[6_000];
        for (int i = 0; i < many.length; i++) many[i] = event(A, "x");
        append(
                A,
                any(),
                java.util.Arrays.copyOf(
                        many, Math.min(many.length, store.limits().events())));
        Iterator<EventEnvelope> reading = stream(all()).iterator();
        reading.next();

        store.close();

        int read = 1;
        try {
            for (; reading.hasNext(); reading.next()) read++;
        } catch (StoreClosedException told) {
            assertThat(read).isPositive();
        }
        assertThatThrownBy(() -> stream(all()).iterator().next()).isInstanceOf(StoreClosedException.class);
    }

    @Test
    @Line("103")
    void a_store_beside_shares_nothing() throws Exception {
        EventStore beside = kept(fixture.openBeside());
        EventData here = event(A, "here", RED);
        append(A, noStream(), here);
        assertThat(beside.head()).isZero();
        assertThat(readAll(beside)).isEmpty();
        assertThat(beside.find(here.id(), Happened.Type::new)).isEmpty();

        append(beside, A, noStream(), "there");

        assertThat(texts(readAll(beside))).containsExactly("there");
        assertThat(texts(readAll())).containsExactly("here");
        assertThatThrownBy(() -> append(beside, A, noStream(), "no")).isInstanceOf(ConflictException.class);
        beside.close();
        assertThat(append(A, exactly(1), "2").version()).isEqualTo(2);
    }
}
