package dev.espalier.subscription;

import static dev.espalier.subscription.Noting.note;
import static org.assertj.core.api.Assertions.assertThat;

import dev.espalier.Espalier;
import dev.espalier.infrastructure.Query;
import dev.espalier.store.jdbc.PostgresFixture;
import dev.espalier.subscription.Ground.Database;
import dev.espalier.support.ChildJvm;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Random;
import javax.sql.DataSource;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.ds.PGSimpleDataSource;

/** A process that follows is killed; another goes on: every event has its effect once. */
class CheckpointCrashTest {
    private static final int ROUNDS = Integer.getInteger("rounds", 3);
    private static final int LINES = 8;
    private static final int BATCH = 3;

    /** In the other process: follows, and stops at a line from here before each commit. */
    static final class Child {
        public static void main(String[] arguments) throws Exception {
            var ground = Database.on(source(arguments[0]), arguments[1]);
            var notes = new Notes(ground).at(text -> {
                System.out.println("wrote " + text);
                System.in.read();
            });
            var espalier = Noting.on(ground.store())
                    .subscribe(Subscription.of(notes).batch(BATCH, Duration.ofSeconds(9)))
                    .open();
            while (true) espalier.subscriptions().runUntilCaughtUp();
        }

        private static DataSource source(String place) {
            if (!place.startsWith("jdbc:")) return Ground.sqlite(Path.of(place));
            var source = new PGSimpleDataSource();
            source.setUrl(place);
            source.setUser("postgres");
            return source;
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"SQLITE", "POSTGRESQL"})
    void killed_between_rows_and_commit(String kind) throws Exception {
        boolean sqlite = kind.equals("SQLITE");
        Path file = Ground.file();
        var pool = PostgresFixture.pool(17);
        String prefix = sqlite ? "espalier_" : Ground.fresh();
        String place = sqlite
                ? file.toString()
                : "" + pool.getDataSource().unwrap(PGSimpleDataSource.class).getURL();
        var random = new Random(7);
        try (var ground = Database.on(sqlite ? Ground.sqlite(file) : pool, prefix)) {
            var espalier = Noting.on(ground.store())
                    .subscribe(Subscription.of(new Notes(ground)))
                    .open();
            int noted = 0;
            for (int round = 0; round < ROUNDS; round++) {
                for (long due = checkpoint(espalier, ground) + LINES + BATCH; noted < due; noted++)
                    note(espalier, "n" + noted);
                try (var child = ChildJvm.start(Child.class, place, prefix)) {
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
