package dev.espalier.tck;

import dev.espalier.infrastructure.ExpectedVersion;
import dev.espalier.infrastructure.StreamId;
import dev.espalier.store.Append;
import dev.espalier.store.EventData;
import dev.espalier.store.EventStore;
import dev.espalier.store.Participant;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;

/**
 * The other process. It says that it is ready, waits for a word, and does one task; what it prints is read by {@link
 * ChildProcess}.
 */
final class ChildMain {
    static final int BATCH = 3;

    private ChildMain() {}

    /**
     * Arguments: the class of the opener, task, seed, writer, count, and what the opener is given.
     *
     * @param arguments as said
     */
    public static void main(String[] arguments) throws Exception {
        var opener = (StoreOpener)
                Class.forName(arguments[0]).getDeclaredConstructor().newInstance();
        var task = ChildProcess.Task.valueOf(arguments[1]);
        long seed = Long.parseLong(arguments[2]);
        int writer = Integer.parseInt(arguments[3]);
        int count = Integer.parseInt(arguments[4]);
        List<String> where = Arrays.asList(arguments).subList(5, arguments.length);
        var out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        if (task == ChildProcess.Task.OPEN) await(out, in);
        try (EventStore store = opener.open(where)) {
            if (task != ChildProcess.Task.OPEN) await(out, in);
            out.println(ChildProcess.DONE + run(task, store, seed, writer, count, out));
        }
    }

    private static void await(PrintStream out, BufferedReader in) throws Exception {
        out.println(ChildProcess.READY);
        if (in.readLine() == null) System.exit(1);
    }

    private static int run(
            ChildProcess.Task task, EventStore store, long seed, int writer, int count, PrintStream out) {
        if (task == ChildProcess.Task.ORACLE)
            return Oracle.write(store, seed, writer, count).stored();
        for (int i = 0; i < count; i++) {
            store.append(Append.of(
                    stream(writer),
                    ExpectedVersion.exactly((long) i * BATCH),
                    List.of(batch(writer, i)),
                    Participant.NONE));
            out.println(ChildProcess.ACKNOWLEDGED + i);
        }
        return count;
    }

    static StreamId stream(int writer) {
        return new StreamId("process", "p" + writer);
    }

    /** The same events, with the same ids, in every process. */
    static EventData[] batch(int writer, int number) {
        var events = new EventData[BATCH];
        for (int i = 0; i < BATCH; i++) {
            String text = writer + ":" + number + ":" + i;
            UUID id = UUID.nameUUIDFromBytes(text.getBytes(StandardCharsets.UTF_8));
            events[i] = Suite.event(id, stream(writer), "Happened", text);
        }
        return events;
    }
}
