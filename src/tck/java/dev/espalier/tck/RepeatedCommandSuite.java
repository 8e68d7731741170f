package dev.espalier.tck;

import static dev.espalier.infrastructure.ExpectedVersion.any;
import static dev.espalier.infrastructure.ExpectedVersion.exactly;
import static dev.espalier.infrastructure.ExpectedVersion.noStream;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.espalier.infrastructure.CommandIdTakenException;
import dev.espalier.infrastructure.ConflictException;
import dev.espalier.infrastructure.EventEnvelope;
import dev.espalier.infrastructure.Receipt;
import dev.espalier.store.Append;
import dev.espalier.store.CommandKey;
import dev.espalier.store.CommandLog;
import dev.espalier.store.CommandStore;
import dev.espalier.store.EventData;
import dev.espalier.store.EventLog;
import dev.espalier.store.EventStore;
import dev.espalier.store.Participant;
import dev.espalier.store.StoredReceipt;
import dev.espalier.store.TransactionalStore;
import dev.espalier.store.UnitOfWork;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** Commands that carry an id happen once. */
@Needs(Capability.REPEATED_COMMANDS)
abstract class RepeatedCommandSuite extends Suite {
    private static final int RACERS = 4;

    private final CommandKey command = new CommandKey(UUID.randomUUID(), "content");

    /** As the command path does: look, then decide, then remember. */
    private static Receipt handle(EventLog log, CommandKey command, Function<EventLog, Receipt> decision) {
        var commands = (CommandLog) log;
        Optional<Receipt> first = commands.repeated(command, Happened.Type::new);
        if (first.isPresent()) return first.get();
        Receipt receipt = decision.apply(log);
        if (!receipt.replayed()) commands.handled(command, receipt);
        return receipt;
    }

    private static Receipt handle(EventStore store, CommandKey command, Function<EventLog, Receipt> decision) {
        try (UnitOfWork work = ((TransactionalStore) store).begin()) {
            Receipt receipt = handle(work, command, decision);
            work.commit();
            return receipt;
        }
    }

    private static Function<EventLog, Receipt> appending(EventData... events) {
        return log -> log.append(Append.of(List.of(), List.of(events), Participant.NONE));
    }

    private static Function<EventLog, Receipt> nothing(long version) {
        return log -> StoredReceipt.nothing(version);
    }

    private static final Function<EventLog, Receipt> NEVER = log -> {
        throw new AssertionError("decided again");
    };

    private static void assertRepeated(Receipt again, Receipt first) {
        assertThat(first.replayed()).isFalse();
        assertThat(again.replayed()).isTrue();
        assertThat(again.version()).isEqualTo(first.version());
        assertThat(again.position()).isEqualTo(first.position());
        assertThat(again.events())
                .extracting(EventEnvelope::id)
                .isEqualTo(first.events().stream().map(EventEnvelope::id).toList());
        assertThat(again.events())
                .extracting(EventEnvelope::position)
                .isEqualTo(first.events().stream().map(EventEnvelope::position).toList());
        assertThat(again.events()).allSatisfy(event -> assertThat(text(event)).isNotNull());
    }

    @Test
    @Line("110")
    void a_command_that_was_handled_returns_its_first_receipt() {
        append(A, any(), "before");
        Receipt first = handle(store, command, appending(event(A, "1"), event(A, "2", RED), event(A, "3")));
        append(A, any(), "after");

        assertRepeated(handle(store, command, NEVER), first);

        var one = new CommandKey(UUID.randomUUID(), "one");
        first = handle(store, one, appending(event(B, "4")));
        append(B, any(), "after");
        assertRepeated(handle(store, one, NEVER), first);
        assertThat(texts(readAll())).containsExactly("before", "1", "2", "3", "after", "4", "after");
    }

    @Test
    @Line("110")
    @Needs(Capability.MULTI_STREAM_APPENDS)
    void so_does_one_over_several_streams() {
        Receipt first = handle(store, command, appending(event(B, "1"), event(A, "2"), event(B, "3")));
        assertRepeated(handle(store, command, NEVER), first);
    }

    @Test
    @Line("110")
    void so_does_one_that_stored_nothing() {
        Receipt first = handle(store, command, nothing(7));
        append(A, any(), "1");

        Receipt again = handle(store, command, NEVER);

        assertRepeated(again, first);
        assertThat(again.version()).isEqualTo(7);
        assertThat(again.events()).isEmpty();
        assertThat(handle(store, new CommandKey(UUID.randomUUID(), "content"), nothing(0))
                        .replayed())
                .isFalse();
    }

    @Test
    @Line("110")
    @Needs(Capability.RESTART)
    void so_does_one_that_was_handled_before_a_restart() throws Exception {
        Receipt first = handle(store, command, appending(event(A, "1")));
        store.close();
        store = open();
        assertRepeated(handle(store, command, NEVER), first);
    }

    @Test
    @Line("110")
    @Needs(Capability.SHARING)
    void so_does_one_that_another_instance_handled() throws Exception {
        Receipt first = handle(open(), command, appending(event(A, "1")));
        assertRepeated(handle(store, command, NEVER), first);
    }

    @Test
    @Line("111")
    void an_id_under_which_another_command_was_handled_is_refused() {
        handle(store, command, appending(event(A, "1")));

        assertThatThrownBy(() -> handle(store, new CommandKey(command.id(), "other"), appending(event(A, "no"))))
                .isInstanceOfSatisfying(
                        CommandIdTakenException.class,
                        taken -> assertThat(taken.id()).isEqualTo(command.id()));
        assertThat(texts(readAll())).containsExactly("1");
    }

    @Test
    @Line("112")
    void of_racers_with_one_id_one_decides_and_all_get_its_receipt() throws Exception {
        int expected = 0;
        for (int round = 0; round < rounds * 5; round++) {
            var raced = new CommandKey(UUID.randomUUID(), "raced");
            boolean storing = round % 5 > 0;
            Race.Outcomes<Receipt> outcomes = Race.run(
                    RACERS, racer -> handle(store, raced, storing ? appending(event(A, "x")) : nothing(racer)));
            assertThat(outcomes.lost()).isEmpty();
            assertThat(outcomes.won())
                    .filteredOn(receipt -> !receipt.replayed())
                    .hasSize(1);
            assertThat(outcomes.won())
                    .extracting(Receipt::version)
                    .containsOnly(outcomes.won().get(0).version());
            if (storing) expected++;
            assertThat(read(A)).hasSize(expected);
        }
    }

    @Test
    @Line("113")
    void what_was_rolled_back_is_not_remembered() {
        try (UnitOfWork work = transactional().begin()) {
            handle(work, command, appending(event(A, "no")));
        }
        assertThatThrownBy(() -> handle(
                        store, command, log -> log.append(Append.of(A, exactly(7), event(A, "no"), Participant.NONE))))
                .isInstanceOf(ConflictException.class);
        assertThatThrownBy(() -> handle(
                        store,
                        command,
                        log -> log.append(Append.of(A, any(), event(A, "no"), (events, transaction) -> {
                            throw new IllegalStateException("row refused");
                        }))))
                .isInstanceOf(RuntimeException.class);

        Receipt first = handle(store, command, appending(event(A, "1")));

        assertThat(first.replayed()).isFalse();
        assertThat(texts(readAll())).containsExactly("1");
    }

    @Test
    @Line("113")
    @Needs(Capability.JOINED_TRANSACTIONS)
    void in_a_transaction_of_the_applications_own_it_is_remembered_with_its_commit() throws Exception {
        for (boolean committed : new boolean[] {false, true}) {
            try (ApplicationTransaction application = fixture.join(store)) {
                String before = application.settings();
                Receipt first = handle(application.joined(), command, appending(event(A, "1"), event(A, "2")));
                assertThat(first.replayed()).isFalse();
                Receipt again = handle(application.joined(), command, NEVER);
                assertThat(again.replayed()).isTrue();
                assertThat(again.events())
                        .extracting(EventEnvelope::id)
                        .isEqualTo(
                                first.events().stream().map(EventEnvelope::id).toList());
                assertThat(application.settings()).isEqualTo(before);
                if (committed) {
                    application.joined().complete();
                    application.commit();
                    application.joined().committed();
                } else {
                    application.rollBack();
                    application.joined().rolledBack();
                }
            }
        }
        assertThat(handle(store, command, NEVER).events()).hasSize(2);
        assertThat(texts(readAll())).containsExactly("1", "2");
    }

    @Test
    @Line("114")
    void what_is_forgotten_is_a_new_command() {
        var commands = (CommandStore) store;
        handle(store, command, appending(event(A, "1")));

        assertThat(commands.forgetCommands(Instant.now().minus(Duration.ofDays(1))))
                .isZero();
        assertThat(handle(store, command, NEVER).replayed()).isTrue();

        assertThat(commands.forgetCommands(Instant.now().plus(Duration.ofDays(1))))
                .isEqualTo(1);
        assertThat(handle(store, command, appending(event(A, "2"))).replayed()).isFalse();
        assertThat(append(A, exactly(2), "3").version()).isEqualTo(3);
        assertThat(append(B, noStream(), "4").version()).isEqualTo(1);
    }
}
