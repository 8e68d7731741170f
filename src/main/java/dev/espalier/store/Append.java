package dev.espalier.store;

import dev.espalier.infrastructure.ExpectedVersion;
import dev.espalier.infrastructure.InvalidInputException;
import dev.espalier.infrastructure.StreamId;
import dev.espalier.store.Marker.Check;
import dev.espalier.store.Marker.StreamCheck;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One atomic append: what to test, what to store, who takes part. Conditions and events are two lists: what was read is
 * tested, whether or not it is written. The common case, one event for one stream, holds no list.
 */
public final class Append {
    private static final StreamId NOWHERE = new StreamId("none", "none");

    private final StreamId stream;
    private final ExpectedVersion expected;
    private final List<Check> more;
    private final @Nullable EventData event;
    private final List<EventData> events;
    private final Participant participant;
    private final @Nullable InstantSource now;

    private Append(
            StreamId stream,
            ExpectedVersion expected,
            List<Check> more,
            @Nullable EventData event,
            List<EventData> events,
            Participant participant,
            @Nullable InstantSource now) {
        this.stream = stream;
        this.expected = expected;
        this.more = more;
        this.event = event;
        this.events = events;
        this.participant = participant;
        this.now = now;
    }

    /**
     * One event for one stream.
     *
     * @param stream whose version is tested
     * @param expected that version
     * @param event of this stream
     * @param participant runs before the event is written
     * @return the append
     */
    public static Append of(StreamId stream, ExpectedVersion expected, EventData event, Participant participant) {
        return of(stream, expected, event, participant, null);
    }

    /**
     * One event for one stream, which happens now.
     *
     * @param stream whose version is tested
     * @param expected that version
     * @param event of this stream
     * @param participant runs before the event is written
     * @param now the clock that has just said when the event occurs
     * @return the append
     */
    public static Append of(
            StreamId stream,
            ExpectedVersion expected,
            EventData event,
            Participant participant,
            @Nullable InstantSource now) {
        checkStream(stream, event);
        return new Append(stream, expected, List.of(), event, List.of(), participant, now);
    }

    /**
     * Events for one stream.
     *
     * @param stream whose version is tested
     * @param expected that version
     * @param events of this stream, oldest first
     * @param participant runs before the events are written
     * @return the append
     */
    public static Append of(
            StreamId stream, ExpectedVersion expected, List<EventData> events, Participant participant) {
        for (EventData event : events) checkStream(stream, event);
        return new Append(stream, expected, List.of(), null, List.copyOf(events), participant, null);
    }

    /**
     * Events for any streams, under any conditions.
     *
     * @param checks all of which must hold
     * @param events oldest first
     * @param participant runs before the events are written
     * @return the append
     */
    public static Append of(List<Check> checks, List<EventData> events, Participant participant) {
        if (!checks.isEmpty() && checks.get(0) instanceof StreamCheck first)
            return new Append(
                    first.stream(),
                    first.expected(),
                    List.copyOf(checks.subList(1, checks.size())),
                    null,
                    List.copyOf(events),
                    participant,
                    null);
        StreamId stream = events.isEmpty() ? NOWHERE : events.get(0).stream();
        return new Append(
                stream, ExpectedVersion.any(), List.copyOf(checks), null, List.copyOf(events), participant, null);
    }

    private static void checkStream(StreamId stream, EventData event) {
        if (!event.stream().equals(stream))
            throw new InvalidInputException(
                    "event", event.type().name(), "belongs to " + event.stream() + ", not to " + stream);
    }

    /**
     * The first stream whose version is tested.
     *
     * @return one of the streams of this append
     */
    public StreamId stream() {
        return stream;
    }

    /**
     * The version that {@link #stream()} must have.
     *
     * @return {@code any()} where only boundaries are tested
     */
    public ExpectedVersion expected() {
        return expected;
    }

    /**
     * What is tested besides.
     *
     * @return further streams, boundaries, and events that must be there
     */
    public List<Check> more() {
        return more;
    }

    /**
     * All that is tested.
     *
     * @return streams, boundaries, and events that must be there
     */
    public List<Check> checks() {
        if (expected == ExpectedVersion.any()) return more;
        var all = new ArrayList<Check>(more.size() + 1);
        all.add(new StreamCheck(stream, expected));
        all.addAll(more);
        return all;
    }

    /**
     * How many events are stored.
     *
     * @return 0 to test the conditions only
     */
    public int size() {
        return event != null ? 1 : events.size();
    }

    /**
     * One of the events.
     *
     * @param index from 0
     * @return in the order in which they are stored
     */
    public EventData get(int index) {
        return event != null ? event : events.get(index);
    }

    /**
     * Whether its one event says what time it is, so that a store which goes by the same clock need not ask again.
     *
     * @param clock of the store
     * @return true when the event occurs now by that clock
     */
    public boolean isNow(InstantSource clock) {
        return now == clock;
    }

    /**
     * The same, with something to be found right when the participant is done, before anything is committed.
     *
     * @param check throws where the append is to be given up; not asked where nobody takes part
     * @return such an append
     */
    public Append checkedBy(Runnable check) {
        if (participant == Participant.NONE) return this;
        Participant checked = (written, transaction) -> {
            List<SnapshotVersion> reached = participant.accepted(written, transaction);
            check.run();
            return reached;
        };
        return new Append(stream, expected, more, event, events, checked, now);
    }

    /**
     * Who takes part.
     *
     * @return {@link Participant#NONE} when nobody does
     */
    public Participant participant() {
        return participant;
    }
}
