package dev.espalier.store.jdbc;

import dev.espalier.infrastructure.StreamId;
import dev.espalier.store.Append;
import java.util.Collection;
import java.util.TreeSet;

/**
 * Which advisory locks a transaction holds: one for each of its streams, by a hash, in ascending order; the sequencer is
 * number 0, comes last and so takes part in no deadlock. More than {@value #MOST_STREAMS} streams are not locked one by one,
 * which would fill the server's lock table: the sequencer is taken at once, instead. Locks of streams make versions final for
 * services; that nothing is overwritten rests on the sequencer alone.
 */
final class PostgresLocks {
    static final int MOST_STREAMS = 1_000;
    static final String STREAMS =
            "select count(pg_advisory_xact_lock('{events}'::regclass::oid::int, k)) from unnest(?::int[]) k; ";
    /** A statement of its own, so that the next one sees what the transaction before has committed. */
    static final String SEQUENCER = "select pg_advisory_xact_lock('{events}'::regclass::oid::int, 0); ";

    /** Of the id of a command: taken before all others. */
    static final String COMMAND = "select pg_advisory_xact_lock('{commands}'::regclass::oid::int, ?); ";

    private final TreeSet<Integer> held = new TreeSet<>();
    private boolean sequencer;

    static int key(StreamId stream) {
        int hash = 31 * stream.category().hashCode() + stream.key().hashCode();
        hash ^= hash >>> 16;
        return hash == 0 ? 1 : hash;
    }

    /** Of the streams of an append; none where they are too many to be locked one by one. */
    static int[] keys(Append append) {
        TreeSet<Integer> keys = keys(Appended.streams(append));
        return keys.size() > MOST_STREAMS ? new int[0] : ints(keys);
    }

    private static int[] ints(Collection<Integer> keys) {
        return keys.stream().mapToInt(k -> k).toArray();
    }

    private static TreeSet<Integer> keys(Collection<StreamId> streams) {
        var keys = new TreeSet<Integer>();
        for (StreamId stream : streams) keys.add(key(stream));
        return keys;
    }

    PostgresLocks copy() {
        var copy = new PostgresLocks();
        copy.held.addAll(held);
        copy.sequencer = sequencer;
        return copy;
    }

    /** Whether these can be had without a deadlock, now that others are held. */
    boolean canTake(Collection<StreamId> streams) {
        if (sequencer || held.isEmpty()) return true;
        TreeSet<Integer> missing = keys(streams);
        missing.removeAll(held);
        return missing.isEmpty() || held.size() + missing.size() <= MOST_STREAMS && missing.first() > held.last();
    }

    /** Whether nobody else can write. */
    boolean holdSequencer() {
        return sequencer;
    }

    /** Whether all of these are held, or nobody else can write anyway. */
    boolean hold(Collection<StreamId> streams) {
        return sequencer || held.containsAll(keys(streams));
    }

    /** Adds the statement that takes what is missing. */
    void take(Collection<StreamId> streams, PostgresText text) {
        if (sequencer) return;
        TreeSet<Integer> missing = keys(streams);
        missing.removeAll(held);
        if (missing.size() > MOST_STREAMS) {
            sequencer = true;
            text.add(SEQUENCER);
            return;
        }
        if (missing.isEmpty()) return;
        held.addAll(missing);
        text.add(STREAMS, PostgresText.numbers(ints(missing)));
    }
}
