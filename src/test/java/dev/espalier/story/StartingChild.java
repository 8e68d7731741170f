package dev.espalier.story;

import dev.espalier.Espalier;
import dev.espalier.infrastructure.Aggregate;
import dev.espalier.infrastructure.Command;
import dev.espalier.infrastructure.Event;
import dev.espalier.infrastructure.ExpectedVersion;
import dev.espalier.store.memory.InMemoryEventStore;
import java.util.List;

/** An application without rows and subscriptions, up to its first command; says when that is done. */
final class StartingChild {
    static final String DONE = "done";

    private record Count(String counter) implements Command {}

    private record Counted(String counter) implements Event {}

    private static final Aggregate<String, Integer, Counted> COUNTER = Aggregate.<Integer, Counted>of(
                    "counter", Counted.class, Counted::counter, 0)
            .on(Counted.class, (count, event) -> count + 1);

    private StartingChild() {}

    public static void main(String[] arguments) {
        Espalier espalier = Espalier.on(new InMemoryEventStore())
                .handle(
                        Count.class,
                        Count::counter,
                        COUNTER,
                        (command, count) -> List.of(new Counted(command.counter())))
                .open();
        espalier.eventStoreService().append(COUNTER.stream("1"), ExpectedVersion.noStream(), new Counted("1"));
        espalier.send(new Count("1"));
        System.out.println(DONE);
    }
}
