package dev.espalier.store.jdbc;

import dev.espalier.infrastructure.ExpectedVersion;
import dev.espalier.infrastructure.StreamId;
import dev.espalier.jdbc.Statements;
import dev.espalier.store.EventData;
import dev.espalier.store.StoredTypes.StoredType;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/** Writes what is too large for one statement, in several, once it has been tested under the sequencer. */
final class PostgresBulk {
    private PostgresBulk() {}

    static void write(
            List<EventData> events,
            int[] steps,
            PostgresStreams streams,
            PostgresOutcome outcome,
            Statements sql,
            String after,
            Set<StoredType> known)
            throws SQLException {
        var placed = new PostgresStreams();
        int index = 0;
        for (StreamId stream : streams.streams())
            placed.demand(stream, ExpectedVersion.exactly(outcome.versions()[index++]));
        for (int from = 0; from < events.size(); ) {
            int to = end(events, from);
            var text = new PostgresText();
            new PostgresStatement(text)
                    .place(
                            events.subList(from, to),
                            Arrays.copyOfRange(steps, from, to),
                            placed,
                            outcome.head() + from,
                            outcome.now(),
                            known);
            if (to == events.size()) text.add(after);
            text.run(sql, PostgresOutcome::of);
            from = to;
        }
    }

    private static int end(List<EventData> events, int from) {
        long bytes = 0;
        int to = from;
        while (to < events.size() && to - from < Room.MOST_EVENTS && bytes < Room.MOST_BYTES)
            bytes += events.get(to++).bytes().length;
        return to;
    }
}
