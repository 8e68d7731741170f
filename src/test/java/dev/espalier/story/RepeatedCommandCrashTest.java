package dev.espalier.story;

import static org.assertj.core.api.Assertions.assertThat;

import dev.espalier.Espalier;
import dev.espalier.infrastructure.Command;
import dev.espalier.infrastructure.EventEnvelope;
import dev.espalier.store.EventStore;
import dev.espalier.story.Counting.Counted;
import dev.espalier.support.ChildJvm;
import dev.espalier.tck.OtherProcess;
import dev.espalier.tck.StoreFixture;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A process that sends commands is killed, and whoever comes after it sends again what it cannot know. */
@Order(14)
class RepeatedCommandCrashTest {
    private static final int KILLS = Integer.getInteger("rounds", 3);
    private static final int SENT_AGAIN = 3;

    record Tick(int number) implements Command {}

    static Espalier on(EventStore store) {
        return Espalier.on(store)
                .handle(
                        Tick.class,
                        tick -> "one",
                        Counting.AGGREGATE,
                        (tick, count) -> List.of(new Counted("one", tick.number())))
                .open();
    }

    @ParameterizedTest
    @EnumSource(names = {"SQLITE", "POSTGRESQL"})
    void each_command_happens_once_wherever_its_sender_was_killed(Stores stores) throws Exception {
        StoreFixture fixture = stores.fixture();
        try {
            var random = new Random();
            int last = 0;
            for (int kill = 0; kill < KILLS; kill++) {
                List<String> said = killed(fixture, Math.max(1, last - SENT_AGAIN), random.nextInt(40));
                last = Math.max(last, Integer.parseInt(said.get(said.size() - 1)));
            }
            verify(fixture, last);
        } finally {
            fixture.close();
        }
    }

    private static List<String> killed(StoreFixture fixture, int from, int after) {
        OtherProcess other = fixture.otherProcess().orElseThrow();
        var arguments = new ArrayList<Object>(List.of(other.opener().getName(), from));
        arguments.addAll(other.arguments());
        try (var child = ChildJvm.start(RepeatingChild.class, arguments.toArray())) {
            var said = new ArrayList<String>();
            for (int i = 0; i <= after; i++) said.add(child.hear());
            said.addAll(child.kill());
            return said;
        }
    }

    /** The last one may have been handled or not, before its sender was killed; it is when it is sent once more. */
    private static void verify(StoreFixture fixture, int last) throws Exception {
        try (Espalier espalier = on(fixture.open())) {
            for (int number = 1; number <= last; number++)
                assertThat(RepeatingChild.send(espalier, number).replayed()).isTrue();
            RepeatingChild.send(espalier, last + 1);
            var numbers = new ArrayList<Integer>();
            for (EventEnvelope event : espalier.eventStoreService().read(Counting.AGGREGATE.stream("one")))
                numbers.add(((Counted) event.event()).number());
            assertThat(numbers)
                    .containsExactlyElementsOf(
                            IntStream.rangeClosed(1, last + 1).boxed().toList());
        }
    }
}
