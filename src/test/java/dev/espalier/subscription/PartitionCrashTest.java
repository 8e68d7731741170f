package dev.espalier.subscription;

import static org.assertj.core.api.Assertions.assertThat;

import dev.espalier.Espalier;
import dev.espalier.infrastructure.StoreUnavailableException;
import dev.espalier.infrastructure.StreamId;
import dev.espalier.store.CheckpointedStore;
import dev.espalier.store.Lease;
import dev.espalier.subscription.Ground.Database;
import dev.espalier.subscription.Ground.Kind;
import dev.espalier.subscription.Noting.Noted;
import dev.espalier.support.ChildJvm;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Three processes share the partitions of a subscription, and one after the other is killed, hangs or comes anew, while events
 * are stored: each has its effect once, in the order of its key.
 */
@Order(3)
class PartitionCrashTest {
    private static final int ROUNDS = Integer.getInteger("rounds", 3);
    private static final int PROCESSES = 3;
    private static final int STREAMS = 9;
    private static final long SEED = Long.getLong("seed", 11);
    private static final Duration LEASE = Duration.ofMillis(700);
    private static final Set<String> NAMES = Set.of("notes[1/4]", "notes[2/4]", "notes[3/4]", "notes[4/4]");

    /** Follows until it is killed. */
    static final class Child {
        public static void main(String[] arguments) throws Exception {
            var ground = Database.on(Ground.source(arguments[0]), arguments[1]);
            var threads = Executors.newScheduledThreadPool(3);
            following(ground).subscriptions().start(threads);
            System.out.println("started");
            TimeUnit.HOURS.sleep(1);
        }
    }

    private static Espalier following(Database ground) {
        return Noting.on(ground.store())
                .subscribe(Subscription.of(new Notes(ground))
                        .batch(5, Duration.ofSeconds(1))
                        .lease(LEASE)
                        .partitions(NAMES.size()))
                .open();
    }

    private static ChildJvm child(Database ground) {
        var child = ChildJvm.start(Child.class, ground.place(), ground.prefix());
        child.hear("started");
        return child;
    }

    /** Again, where nothing was stored: between processes SQLite has no queue, and whoever waits may wait for long. */
    private static void append(Espalier writer, StreamId stream, Noted note) {
        while (true) {
            try {
                Noting.append(writer, stream, note);
                return;
            } catch (StoreUnavailableException busy) {
                System.out.println("partitions: " + busy.getMessage());
            }
        }
    }

    /** A lease that goes from one to another has another token. */
    private static void look(Database ground, Map<String, Lease> before) {
        for (Lease each : ((CheckpointedStore) ground.store()).checkpoints().leases(NAMES)) {
            Lease last = before.put(each.subscription(), each);
            if (last == null) continue;
            assertThat(each.token()).isGreaterThanOrEqualTo(last.token());
            if (each.token() == last.token() && !each.owner().isEmpty())
                assertThat(each.owner()).isIn(last.owner(), "");
            assertThat(each.at().position()).isGreaterThanOrEqualTo(last.at().position());
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"SQLITE", "POSTGRESQL", "MARIADB"})
    void killed_at_random_points_again_and_again(Kind kind) throws Exception {
        System.out.println("partitions on " + kind + ": the seed is " + SEED + "; -Dseed=" + SEED + " draws it again");
        var random = new Random(SEED);
        var children = new ArrayList<ChildJvm>();
        try (var ground = (Database) kind.open()) {
            var writer = following(ground);
            for (int i = 0; i < PROCESSES; i++) children.add(child(ground));
            var seen = new HashMap<String, Lease>();
            for (int kill = 0; kill < 1 + ROUNDS; kill++) {
                for (int events = 20 + random.nextInt(80); events > 0; events--) {
                    var stream = new StreamId("note", "s" + random.nextInt(STREAMS));
                    append(writer, stream, new Noted("n" + events));
                    if (events % 20 == 0) look(ground, seen);
                }
                try (var killed = children.remove(random.nextInt(children.size()))) {
                    killed.kill();
                }
                children.add(child(ground));
            }
            for (ChildJvm each : children) each.kill();
            writer.subscriptions().runUntilCaughtUp();
            look(ground, seen);
            PartitionTest.assertWrittenOnceInOrder(writer, ground);
            assertThat(seen.values()).anyMatch(lease -> lease.token() > 2);
        } finally {
            for (ChildJvm each : children) each.close();
        }
    }
}
