package dev.espalier.subscription;

import static org.assertj.core.api.Assertions.assertThat;

import dev.espalier.store.Checkpoint;
import dev.espalier.store.ViewCheckpoints;
import dev.espalier.store.memory.InMemoryEventStore;
import dev.espalier.subscription.Ground.Kind;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class StandingTest {
    @Test
    void what_a_lease_said_counts_no_more_when_it_was_forgotten_since() {
        try (var ground = Kind.MEMORY.open()) {
            var store = (InMemoryEventStore) ground.store();
            var checkpoints = (ViewCheckpoints) store.checkpoints();
            var start = checkpoints.open("notes", Checkpoint.origin(store.identity()));
            var lease = checkpoints
                    .lease("me", Duration.ofHours(1), Set.of("notes"))
                    .get(0);
            var history = new History(store, (name, version) -> {
                throw new IllegalStateException("nothing is read");
            });
            var standing = new Standing(new Partition(Subscription.of(new Notes(ground)), 0, 1), history, checkpoints);
            assertThat(standing.under(lease)).isEqualTo(Optional.of(start));

            var other = new Standing(new Partition(Subscription.of(new Notes(ground)), 0, 1), history, checkpoints);
            checkpoints.change("notes", change -> change.remove("notes"));
            other.forget();
            standing.forget();

            assertThat(standing.under(lease)).isEmpty();
            assertThat(other.under(lease)).isEmpty();
        }
    }
}
