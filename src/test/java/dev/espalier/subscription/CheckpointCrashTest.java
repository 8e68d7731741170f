package dev.espalier.subscription;

import static dev.espalier.subscription.Noting.note;
import static org.assertj.core.api.Assertions.assertThat;

import dev.espalier.Espalier;
import dev.espalier.infrastructure.Query;
import dev.espalier.subscription.Ground.Database;
import dev.espalier.subscription.Ground.Kind;
import dev.espalier.support.ChildJvm;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Random;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A process that follows is killed; another goes on: every event has its effect once. */
@Order(8)
class CheckpointCrashTest {
    private static final int ROUNDS = Integer.getInteger("rounds", 3);
    private static final int LINES = 8;
    private static final int BATCH = 3;
    private static final Duration LEASE = Duration.ofMillis(1_500);

    /** In the other process: follows, and stops at a line from here before each commit. */
    static final class Child {
        public static void main(String[] arguments) throws Exception {
            var ground = Database.on(Ground.source(arguments[0]), arguments[1]);
            var notes = new Notes(ground).at(text -> {
                System.out.println("wrote " + text);
                System.in.read();
            });
            var espalier = Noting.on(ground.store())
                    .subscribe(Subscription.of(notes)
                            .batch(BATCH, Duration.ofSeconds(9))
                            .lease(LEASE))
                    .open();
            while (true) Ground.follow(espalier);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"SQLITE", "POSTGRESQL"})
    void killed_between_rows_and_commit(Kind kind) throws Exception {
        var random = new Random(7);
        try (var ground = (Database) kind.open()) {
            var espalier = Noting.on(ground.store())
                    .subscribe(Subscription.of(new Notes(ground)).lease(LEASE))
                    .open();
            int noted = 0;
            for (int round = 0; round < ROUNDS; round++) {
                for (long due = checkpoint(espalier, ground) + LINES + BATCH; noted < due; noted++)
                    note(espalier, "n" + noted);
                try (var child = ChildJvm.start(Child.class, ground.place(), ground.prefix())) {
                    for (int lines = random.nextInt(LINES); lines >= 0; lines--) {
                        if (child.hear() == null) throw new AssertionError("the child has ended");
                        if (lines > 0) child.say("");
                    }
                    child.kill();
                }
                var rows = ground.written();
                long at = checkpoint(espalier, ground);
                assertThat(rows).hasSize((int) at).doesNotHaveDuplicates();
            }
            espalier.subscriptions().runUntilCaughtUp();
            var all = new ArrayList<Long>();
            espalier.eventStoreService().read(Query.all()).forEach(each -> all.add(each.position()));
            assertThat(ground.written()).isEqualTo(all);
        }
    }

    private static long checkpoint(Espalier espalier, Database ground) {
        return ((dev.espalier.store.CheckpointedStore) ground.store())
                .checkpoints()
                .find("notes")
                .map(dev.espalier.store.Checkpoint::position)
                .orElse(0L);
    }
}
