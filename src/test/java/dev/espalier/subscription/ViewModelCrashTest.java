package dev.espalier.subscription;

import static dev.espalier.subscription.Noting.note;
import static org.assertj.core.api.Assertions.assertThat;

import dev.espalier.infrastructure.Query;
import dev.espalier.subscription.Ground.Database;
import dev.espalier.subscription.Ground.Kind;
import dev.espalier.support.ChildJvm;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Random;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A process that builds a view is killed, wherever it is; the next one goes on, and no row is missing or double. */
@Order(7)
class ViewModelCrashTest {
    private static final int ROUNDS = Integer.getInteger("rounds", 3);
    private static final int LINES = 8;
    private static final int NOTES = 40;
    private static final Duration LEASE = Duration.ofMillis(1_500);

    /** In the other process: says where it is, inside of each transaction, and waits to be let on or killed. */
    static final class Child {
        public static void main(String[] arguments) throws Exception {
            var ground = Database.on(Ground.source(arguments[0]), arguments[1]);
            var tally = new Tally(ground, new Tally.Tables(), 1)
                    .creating(transaction -> pause("creates"))
                    .before(text -> pause("writes"));
            var espalier = Noting.on(ground.store())
                    .subscribe(subscription(tally).batch(3, Duration.ofSeconds(9)))
                    .open();
            var models = espalier.subscriptions().viewModels();
            if (models.status("tally").get(0).state() == ViewModelStatus.State.ABSENT) models.prepare(tally);
            while (true) Ground.follow(espalier);
        }

        private static void pause(String where) {
            System.out.println(where);
            try {
                System.in.read();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private static Subscription subscription(Tally tally) {
        return Subscription.of(tally).partitions(2, Tally.PLACE).lease(LEASE);
    }

    @ParameterizedTest
    @EnumSource(names = {"SQLITE", "POSTGRESQL", "MARIADB"})
    void killed_while_it_creates_or_writes(Kind kind) {
        var random = new Random(11);
        try (var ground = (Database) kind.open()) {
            var tally = new Tally(ground, new Tally.Tables(), 1);
            var espalier =
                    Noting.on(ground.store()).subscribe(subscription(tally)).open();
            var models = espalier.subscriptions().viewModels();
            for (int i = 0; i < NOTES; i++) note(espalier, "n" + i);
            for (int round = 0; round < ROUNDS; round++) {
                if (round % 2 == 0) models.abort(tally);
                try (var child = ChildJvm.start(Child.class, ground.place(), ground.prefix())) {
                    for (int lines = random.nextInt(LINES); lines >= 0; lines--) {
                        if (child.hear() == null) throw new AssertionError("the child has ended");
                        if (lines > 0) child.say("");
                    }
                    child.kill();
                }
                var status = models.status("tally").get(0);
                if (status.state() == ViewModelStatus.State.BUILDING)
                    assertThat(tally.rows())
                            .filteredOn(position -> position <= status.position())
                            .hasSize((int) status.position());
                note(espalier, "round " + round);
            }
            if (models.status("tally").get(0).state() == ViewModelStatus.State.ABSENT) models.prepare(tally);
            espalier.subscriptions().runUntilCaughtUp();
            models.goLive(tally);
            var all = new ArrayList<Long>();
            espalier.eventStoreService().read(Query.all()).forEach(each -> all.add(each.position()));
            assertThat(tally.rows()).isEqualTo(all);
        }
    }
}
