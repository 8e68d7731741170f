package dev.espalier.subscription;

import static dev.espalier.subscription.Noting.note;
import static dev.espalier.support.Until.until;
import static org.assertj.core.api.Assertions.assertThat;

import dev.espalier.Espalier;
import dev.espalier.infrastructure.Reactor;
import dev.espalier.store.CheckpointedStore;
import dev.espalier.subscription.Ground.Database;
import dev.espalier.subscription.Ground.Kind;
import dev.espalier.subscription.Noting.Noted;
import dev.espalier.subscription.SubscriptionStatus.State;
import dev.espalier.support.ChildJvm;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A process that runs a subscription hangs, or is killed; another one goes on, and the first finds itself fenced off. */
@Order(11)
class LeaseCrashTest {
    private static final Duration SOON = Duration.ofSeconds(40);
    private static final Duration LEASE = Duration.ofSeconds(2);

    /** In each process: what is done in the world is said, and goes on when the other side lets it. */
    private static final class Mails extends Reactor {
        Mails(Notes.At happens) {
            super("mails");
            on(Noted.class, (event, occasion) -> happens.note(event.text()));
        }
    }

    /** The other process: follows until it is killed, and tells its state when it is asked. */
    static final class Child {
        public static void main(String[] arguments) throws Exception {
            var ground = Database.on(Ground.source(arguments[0]), arguments[1]);
            Notes.At says = text -> {
                System.out.println("at " + text);
                if (text.startsWith("slow")) System.in.read();
                System.out.println("did " + text);
            };
            var subscription = arguments[2].equals("mails")
                    ? Subscription.of(new Mails(says))
                    : Subscription.of(new Notes(ground).at(says));
            var espalier = Noting.on(ground.store())
                    .subscribe(subscription.lease(LEASE))
                    .open();
            espalier.subscriptions().start(Executors.newScheduledThreadPool(3));
            espalier.subscriptions().listen(status -> System.out.println("is " + status.state()));
            System.out.println("started");
            TimeUnit.HOURS.sleep(1);
        }
    }

    private static void hearUntil(ChildJvm child, String... lines) {
        var missing = new HashSet<>(Set.of(lines));
        while (!missing.isEmpty()) {
            String said = child.hear();
            if (said == null) throw new AssertionError("the child ended before it said " + missing);
            missing.remove(said);
        }
    }

    /** Follows in this process, and notes down what it does. */
    private static Espalier here(Database ground, List<String> done) {
        return Noting.on(ground.store())
                .subscribe(Subscription.of(new Mails(done::add)).lease(LEASE))
                .open();
    }

    private static long position(Database ground, String name) {
        return ((CheckpointedStore) ground.store())
                .checkpoints()
                .find(name)
                .orElseThrow()
                .position();
    }

    @ParameterizedTest
    @EnumSource(
            names = {"POSTGRESQL", "MARIADB"
            }) // on SQLite it may hang with the lock of the file, as it prolongs its lease
    void a_process_that_hangs_in_the_middle_of_an_effect_writes_nothing_when_it_wakes_and_stands_by(Kind kind)
            throws Exception {
        try (var ground = (Database) kind.open();
                var child = ChildJvm.start(Child.class, ground.place(), ground.prefix(), "mails")) {
            hearUntil(child, "started");
            var done = new CopyOnWriteArrayList<String>();
            var here = here(ground, done);
            note(here, "1");
            hearUntil(child, "did 1");
            note(here, "slow");
            hearUntil(child, "at slow");

            child.hang();
            var threads = Executors.newScheduledThreadPool(3);
            here.subscriptions().start(threads);
            until(SOON, () -> done.contains("slow"));
            note(here, "3");
            until(SOON, () -> position(ground, "mails") == 3);
            child.goOn();
            child.say("");

            hearUntil(child, "did slow", "is " + State.STANDBY); // whichever it notices first
            note(here, "4");
            until(SOON, () -> position(ground, "mails") == 4);
            assertThat(done).containsExactly("slow", "3", "4");
            assertThat(child.kill()).noneMatch(line -> line.startsWith("at "));
            here.subscriptions().stop(SOON);
            threads.shutdown();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"SQLITE", "POSTGRESQL", "MARIADB"})
    void when_the_process_that_holds_it_is_killed_the_other_goes_on(Kind kind) throws Exception {
        try (var ground = (Database) kind.open();
                var child = ChildJvm.start(Child.class, ground.place(), ground.prefix(), "mails")) {
            hearUntil(child, "started");
            var done = new CopyOnWriteArrayList<String>();
            var here = here(ground, done);
            var threads = Executors.newScheduledThreadPool(3);
            here.subscriptions().start(threads);
            note(here, "1", "2");
            hearUntil(child, "did 2");
            until(SOON, () -> position(ground, "mails") == 2);
            note(here, "slow");
            hearUntil(child, "at slow");
            assertThat(here.subscriptions().status("mails").state()).isEqualTo(State.STANDBY);
            assertThat(done).isEmpty();

            child.kill();
            note(here, "4");

            until(SOON, () -> position(ground, "mails") == 4);
            assertThat(done).containsExactly("slow", "4");
            here.subscriptions().stop(SOON);
            threads.shutdown();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"POSTGRESQL", "MARIADB"})
    void a_process_that_hangs_in_the_middle_of_a_transaction_holds_nobody_up_and_writes_no_row(Kind kind)
            throws Exception {
        try (var ground = (Database) kind.open();
                var child = ChildJvm.start(Child.class, ground.place(), ground.prefix(), "notes")) {
            hearUntil(child, "started");
            var here = Noting.on(ground.store())
                    .subscribe(Subscription.of(new Notes(ground)).lease(LEASE))
                    .open();
            note(here, "1");
            hearUntil(child, "did 1");
            note(here, "slow");
            hearUntil(child, "at slow");

            child.hang();
            var threads = Executors.newScheduledThreadPool(3);
            here.subscriptions().start(threads);
            note(here, "3");
            until(SOON, () -> ground.written().size() == 3);
            child.goOn();
            child.say("");

            hearUntil(child, "did slow", "is " + State.STANDBY); // whichever it notices first
            note(here, "4");
            until(SOON, () -> ground.written().size() == 4);
            assertThat(ground.written()).containsExactly(1L, 2L, 3L, 4L);
            here.subscriptions().stop(SOON);
            threads.shutdown();
        }
    }
}
