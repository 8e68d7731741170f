package dev.espalier.subscription;

import static dev.espalier.subscription.Noting.append;
import static dev.espalier.subscription.Noting.note;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.espalier.Espalier;
import dev.espalier.infrastructure.ConfigurationException;
import dev.espalier.infrastructure.InvalidInputException;
import dev.espalier.infrastructure.Projector;
import dev.espalier.infrastructure.ServiceMode;
import dev.espalier.infrastructure.ServiceSwitchException;
import dev.espalier.infrastructure.SnapshotUpdateException;
import dev.espalier.infrastructure.SnapshotUpdateService;
import dev.espalier.infrastructure.StoreUnavailableException;
import dev.espalier.infrastructure.StreamId;
import dev.espalier.infrastructure.Tag;
import dev.espalier.infrastructure.Transaction;
import dev.espalier.store.jdbc.JdbcCheckpoints;
import dev.espalier.subscription.Ground.Database;
import dev.espalier.subscription.Ground.Kind;
import dev.espalier.subscription.Noting.Marked;
import dev.espalier.subscription.Noting.Noted;
import dev.espalier.subscription.SubscriptionStatus.State;
import dev.espalier.subscription.Subscriptions.Awaited;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A snapshot update service goes from the transactions of the appends to a subscription and back, while events are stored. */
class ServiceSwitchTest {
    private static final String ROWS = "note-rows";
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final int WRITERS = 8;

    private final List<AutoCloseable> open = new ArrayList<>();
    private final ScheduledExecutorService threads = Executors.newScheduledThreadPool(WRITERS + 4);

    @AfterEach
    void close() throws Exception {
        threads.shutdownNow();
        for (AutoCloseable each : open) each.close();
        assertThat(threads.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
    }

    /** One row for each note, as often as it is written. */
    private static final class Rows extends SnapshotUpdateService {
        private final Ground ground;
        private final List<String> inMemory = Collections.synchronizedList(new ArrayList<>());
        private volatile String poison = "";

        Rows(Ground ground) {
            super(ROWS);
            this.ground = ground;
            on(Noted.class, this::add);
            ignore(Marked.class);
            if (ground instanceof Database database)
                database.run("create table if not exists " + table() + " (note varchar(64) not null)");
        }

        private String table() {
            return ((Database) ground).prefix() + "notes";
        }

        private int add(Noted event, Transaction transaction) throws SQLException {
            if (event.text().equals(poison)) throw new IllegalStateException("poison");
            if (!(ground instanceof Database)) {
                transaction.onRollback(() -> inMemory.remove(event.text()));
                inMemory.add(event.text());
                return 1;
            }
            try (var insert = transaction
                    .as(Connection.class)
                    .prepareStatement("insert into " + table() + " (note) values (?)")) {
                insert.setString(1, event.text());
                return insert.executeUpdate();
            }
        }

        List<String> rows() {
            if (!(ground instanceof Database database)) return List.copyOf(inMemory);
            try (Connection connection = database.source().getConnection();
                    var statement = connection.createStatement();
                    var rows = statement.executeQuery("select note from " + table())) {
                var found = new ArrayList<String>();
                while (rows.next()) found.add(rows.getString(1));
                return found;
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    /** An application whose service switches. */
    private final class Application {
        final Ground ground;
        final Rows rows;
        final Espalier espalier;
        final Subscriptions subscriptions;
        final ServiceSwitch services;

        Application(Ground ground, ServiceMode first) {
            this.ground = ground;
            rows = new Rows(ground);
            espalier = Noting.on(ground.store())
                    .subscribe(Subscription.of(rows)
                            .batch(5, Duration.ofSeconds(1))
                            .setAside()
                            .switching(first))
                    .open();
            open.add(0, espalier);
            subscriptions = espalier.subscriptions();
            services = subscriptions.services();
        }
    }

    private Application application(Kind kind, ServiceMode first) {
        Ground ground = kind.open();
        open.add(ground);
        return new Application(ground, first);
    }

    @ParameterizedTest
    @EnumSource
    void it_writes_inline_then_later_then_inline_again(Kind kind) {
        Application app = application(kind, ServiceMode.INLINE);
        note(app.espalier, "1");
        assertThat(app.rows.rows()).containsExactly("1");
        app.subscriptions.runUntilCaughtUp();
        assertThat(app.subscriptions.status(ROWS).state()).isEqualTo(State.DORMANT);
        assertThat(app.subscriptions.awaitProcessed(ROWS, note(app.espalier, "2"), SOON))
                .isEqualTo(Awaited.ALREADY);

        app.services.asynchronous(ROWS);
        assertThat(app.services.mode(ROWS)).isEqualTo(ServiceMode.ASYNCHRONOUS);
        note(app.espalier, "3", "4");
        assertThat(app.rows.rows()).containsExactly("1", "2");
        app.subscriptions.runUntilCaughtUp();
        assertThat(app.rows.rows()).containsExactly("1", "2", "3", "4");

        note(app.espalier, "5");
        app.services.inline(ROWS);
        assertThat(app.rows.rows()).as("what was behind").containsExactly("1", "2", "3", "4", "5");
        note(app.espalier, "6");
        app.subscriptions.runUntilCaughtUp();
        assertThat(app.rows.rows()).containsExactly("1", "2", "3", "4", "5", "6");
    }

    @ParameterizedTest
    @EnumSource
    void it_may_begin_asynchronously_and_saying_it_twice_does_nothing(Kind kind) {
        Application app = application(kind, ServiceMode.ASYNCHRONOUS);
        note(app.espalier, "1");
        app.services.asynchronous(ROWS);
        assertThat(app.rows.rows()).isEmpty();
        app.services.inline(ROWS);
        app.services.inline(ROWS);
        assertThat(app.rows.rows()).containsExactly("1");
        app.services.asynchronous(ROWS);
        app.services.asynchronous(ROWS);
        note(app.espalier, "2");
        app.subscriptions.runUntilCaughtUp();
        assertThat(app.rows.rows()).containsExactly("1", "2");
    }

    @ParameterizedTest
    @EnumSource
    void who_follows_already_goes_on_following(Kind kind) {
        Ground ground = kind.open();
        open.add(ground);
        var rows = new Rows(ground);
        var before = Noting.on(ground.store()).subscribe(Subscription.of(rows)).open();
        note(before, "1");
        before.subscriptions().runUntilCaughtUp();

        Application app = new Application(ground, ServiceMode.INLINE);
        assertThat(app.services.mode(ROWS)).isEqualTo(ServiceMode.ASYNCHRONOUS);
        note(app.espalier, "2");
        app.subscriptions.runUntilCaughtUp();
        var all = new ArrayList<>(rows.rows());
        if (kind == Kind.MEMORY) all.addAll(app.rows.rows());
        assertThat(all).containsExactly("1", "2");
    }

    @ParameterizedTest
    @EnumSource(
            value = Kind.class,
            names = {"SQLITE", "POSTGRESQL", "MARIADB"})
    void every_instance_goes_by_what_was_said_last(Kind kind) {
        Application one = application(kind, ServiceMode.INLINE);
        var store = one.ground.another();
        var database = (Database) one.ground;
        Application other =
                new Application(new Database(database.source(), database.prefix(), store), ServiceMode.ASYNCHRONOUS);
        note(other.espalier, "1");
        assertThat(other.rows.rows()).as("it has begun inline").containsExactly("1");

        one.services.asynchronous(ROWS);
        note(other.espalier, "2");
        assertThat(other.rows.rows()).containsExactly("1");
        other.subscriptions.runUntilCaughtUp();
        assertThat(other.rows.rows()).containsExactly("1", "2");

        one.services.inline(ROWS);
        note(other.espalier, "3");
        other.subscriptions.runUntilCaughtUp();
        one.subscriptions.runUntilCaughtUp();
        assertThat(other.rows.rows()).containsExactly("1", "2", "3");
        assertThat(other.services.mode(ROWS)).isEqualTo(ServiceMode.INLINE);
    }

    @ParameterizedTest
    @EnumSource
    void nothing_is_lost_or_written_twice_while_writers_write(Kind kind) throws Exception {
        Application app = application(kind, ServiceMode.INLINE);
        app.subscriptions.start(threads);
        var stop = new AtomicBoolean();
        var written = new AtomicInteger();
        var writers = new ArrayList<Future<?>>();
        for (int w = 0; w < WRITERS; w++) {
            var stream = new StreamId("note", "writer " + w);
            writers.add(threads.submit(() -> {
                while (!stop.get()) {
                    // no faster than the service follows, or it would never catch up on a slow machine
                    var receipt = append(app.espalier, stream, new Noted("n" + written.incrementAndGet()));
                    app.subscriptions.awaitProcessed(ROWS, receipt, SOON);
                }
                return null;
            }));
        }
        try {
            for (int round = 0; round < 5 * Integer.getInteger("rounds", 3); round++) {
                int before = written.get();
                patiently(() -> app.services.asynchronous(ROWS));
                while (written.get() < before + WRITERS && writers.stream().noneMatch(Future::isDone))
                    Thread.onSpinWait();
                patiently(() -> app.services.inline(ROWS));
            }
        } finally {
            stop.set(true);
        }
        for (Future<?> each : writers) each.get();
        assertThat(app.subscriptions.stop(SOON)).isTrue();

        List<String> rows = app.rows.rows();
        assertThat(rows).doesNotHaveDuplicates().hasSize(written.get());
    }

    /** Where appends hold it up, or it is too far behind, it says so, and nothing is changed. */
    private static void patiently(Runnable change) {
        while (true) {
            try {
                change.run();
                return;
            } catch (StoreUnavailableException | ServiceSwitchException notYet) {
                assertThat(notYet.retryable()).isTrue();
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void an_event_that_cannot_be_written_keeps_it_where_it_is(Kind kind) {
        Application app = application(kind, ServiceMode.ASYNCHRONOUS);
        app.rows.poison = "2";
        note(app.espalier, "1", "2", "3");
        assertThatThrownBy(() -> app.services.inline(ROWS))
                .isInstanceOf(SnapshotUpdateException.class)
                .hasMessageContaining(ROWS);
        assertThat(app.services.mode(ROWS)).isEqualTo(ServiceMode.ASYNCHRONOUS);
        assertThat(app.rows.rows()).isEmpty();

        app.subscriptions.runUntilCaughtUp();
        assertThatThrownBy(() -> app.services.inline(ROWS))
                .isInstanceOf(ServiceSwitchException.class)
                .hasMessageContaining("has set aside 1 events");
        app.rows.poison = "";
        app.subscriptions.redrive(ROWS, app.subscriptions.setAside(ROWS).get(0).event());
        app.services.inline(ROWS);
        assertThat(app.rows.rows()).containsExactlyInAnyOrder("1", "2", "3");
    }

    @Test
    void who_is_too_far_behind_is_told_to_catch_up_first() {
        Application app = application(Kind.MEMORY, ServiceMode.ASYNCHRONOUS);
        for (int i = 0; i < 1_001; i++) note(app.espalier, "n" + i);
        assertThatThrownBy(() -> app.services.inline(ROWS))
                .isInstanceOf(ServiceSwitchException.class)
                .hasMessageContaining("more than 1000 events behind")
                .matches(failure -> ((ServiceSwitchException) failure).retryable());
        app.subscriptions.runUntilCaughtUp();
        app.services.inline(ROWS);
        assertThat(app.rows.rows()).hasSize(1_001);
    }

    @Test
    void what_cannot_switch_is_refused_by_name() {
        Application app = application(Kind.MEMORY, ServiceMode.INLINE);
        assertThatThrownBy(() -> app.services.inline("mails"))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining(ROWS);
        assertThatThrownBy(() -> app.subscriptions.reset(ROWS, 0))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("runs inline");
        var projector = new Projector("view") {
            {
                on(Noted.class, (event, transaction) -> {});
            }
        };
        assertThatThrownBy(() -> Subscription.of(projector).switching(ServiceMode.INLINE))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("only a snapshot update service");
        Ground ground = Kind.SQLITE.open();
        open.add(ground);
        var elsewhere = new JdbcCheckpoints(Ground.sqlite(Ground.file()));
        open.add(0, elsewhere);
        assertThatThrownBy(() -> Noting.on(ground.store())
                        .subscribe(Subscription.of(new Rows(ground))
                                .switching(ServiceMode.INLINE)
                                .withTags(Tag.of("first", "a"))
                                .checkpoints(elsewhere))
                        .open())
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("inline it would hear of all")
                .hasMessageContaining("must be beside the events");
    }
}
