package dev.espalier.story;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.espalier.Espalier;
import dev.espalier.infrastructure.Command;
import dev.espalier.infrastructure.Receipt;
import dev.espalier.infrastructure.Retry;
import dev.espalier.story.Counting.Counted;
import dev.espalier.tck.StoreFixture;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Commands of many virtual threads; the library is compiled for a JDK that has none. */
class VirtualThreadTest {
    private static final int THREADS = 100;
    private static final int STREAMS = 10;
    private static final int COMMANDS = 3;

    private record Count(String counter) implements Command {}

    private static ExecutorService virtualThreads() throws ReflectiveOperationException {
        int jdk = Runtime.version().feature();
        assumeThat(jdk).as("virtual threads need JDK 21 or above").isGreaterThanOrEqualTo(21);
        return (ExecutorService)
                Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
    }

    @ParameterizedTest
    @EnumSource
    void many_of_them_send_commands_and_none_is_lost(Stores stores) throws Exception {
        ExecutorService threads = virtualThreads();
        StoreFixture fixture = stores.fixture();
        try (var espalier = Espalier.on(fixture.open())
                .handle(
                        Count.class,
                        Count::counter,
                        Counting.AGGREGATE,
                        (command, count) -> List.of(new Counted(command.counter(), count + 1)))
                .stateCache(STREAMS)
                .retry(Retry.times(1_000).within(Duration.ofMinutes(1)))
                .open()) {
            for (int stream = 0; stream < STREAMS; stream++) espalier.send(new Count("c" + stream));
            List<Future<Receipt>> sent = new ArrayList<>();
            for (int thread = 0; thread < THREADS; thread++) {
                var command = new Count("c" + thread % STREAMS);
                sent.add(threads.submit(() -> {
                    for (int i = 1; i < COMMANDS; i++) espalier.send(command);
                    return espalier.send(command);
                }));
            }
            for (Future<Receipt> each : sent)
                assertThat(each.get(1, TimeUnit.MINUTES).events()).hasSize(1);

            for (int stream = 0; stream < STREAMS; stream++) {
                var numbers = new ArrayList<Integer>();
                espalier.eventStoreService()
                        .read(Counting.AGGREGATE.stream("c" + stream))
                        .forEach(event -> numbers.add(((Counted) event.event()).number()));
                assertThat(numbers)
                        .isEqualTo(IntStream.rangeClosed(1, 1 + THREADS * COMMANDS / STREAMS)
                                .boxed()
                                .toList());
            }
        } finally {
            threads.shutdownNow();
            fixture.close();
        }
    }
}
