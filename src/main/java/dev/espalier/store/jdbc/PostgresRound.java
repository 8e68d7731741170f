package dev.espalier.store.jdbc;

import dev.espalier.infrastructure.OutcomeUnknownException;
import dev.espalier.infrastructure.Receipt;
import dev.espalier.infrastructure.StreamId;
import dev.espalier.jdbc.SqlState;
import dev.espalier.store.CommandKey;
import dev.espalier.store.Marker;
import dev.espalier.store.RecordedEvent;
import dev.espalier.store.SnapshotVersion;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Units of work that share the transaction of the first of them: their services are called in it one after the other, and
 * their events are written by one statement. Each holds the locks of its streams in its own transaction meanwhile, so nobody
 * waits for a stream here. Where anything goes wrong, all of it is taken back, and each goes alone.
 */
final class PostgresRound implements Turns.Round<PostgresMember, PostgresRound.Answer> {
    /** What became of all of them. */
    sealed interface Answer {}

    /** They are committed. */
    record Committed() implements Answer {}

    /** They are committed, although the answer was lost: where they stand is to be looked up. */
    record Found(SQLException cause) implements Answer {}

    /** A service has ended the transaction, with what others had written in it. */
    record Refused(PostgresOutcome refusal) implements Answer {}

    /** Nothing was stored. */
    record Failed(SQLException cause) implements Answer {}

    /** Nobody knows. */
    record Unknown(SQLException cause) implements Answer {}

    /** Nothing was stored, and each meets by itself what was in the way; a cause may have cost the transaction. */
    record Alone(@Nullable SQLException cause) implements Answer {}

    private record Served(PostgresMember member, List<SnapshotVersion> reached) {}

    /** Texts differ by their number, and each text is kept prepared on each connection. */
    private static final int MOST_QUERIES = 8;

    private final PostgresMember first;
    private final Room room = new Room();
    private final Set<StreamId> streams = new HashSet<>();
    private final Map<UUID, RecordedEvent> events = new HashMap<>();
    private int queries;
    private final List<Served> served = new ArrayList<>();
    private @Nullable SQLException lost;

    PostgresRound(PostgresMember first) {
        this.first = first;
    }

    /** Two on one stream meet where one has lost its lock with its connection. */
    @Override
    public boolean takes(PostgresMember member) {
        Set<StreamId> more = Appended.streams(member.append());
        List<RecordedEvent> fresh = member.unit().pending().events();
        List<Marker.QueryCheck> guards = Appended.queries(member.append());
        if (more.stream().anyMatch(streams::contains) || fresh.stream().anyMatch(each -> events.containsKey(each.id())))
            return false;
        if (queries > 0 && queries + guards.size() > MOST_QUERIES
                || guards.stream().anyMatch(this::isBroken)) return false;
        if (!room.take(member.append())) return false;
        streams.addAll(more);
        for (RecordedEvent each : fresh) events.put(each.id(), each);
        queries += guards.size();
        return true;
    }

    /** The statement that tests and writes does not see what it writes itself: those before are not in the store yet. */
    private boolean isBroken(Marker.QueryCheck guard) {
        return events.values().stream().anyMatch(guard.query()::matches);
    }

    @Override
    public void serve(PostgresMember member) {
        if (served.size() == 1) expectCompany();
        served.add(new Served(member, member.serve(first.session())));
    }

    private void expectCompany() {
        try {
            first.session().expectCompany();
        } catch (SQLException e) {
            first.session().end();
            lost = e;
            throw first.protocol().failure("share a transaction", e);
        }
    }

    @Override
    public Answer finish() {
        if (served.size() == 1) return finishFirst();
        Duration wait = Patience.least(
                served.stream().map(each -> each.member().session().patience()));
        try {
            PostgresUnit unit = together();
            Map<CommandKey, Receipt> handled = new LinkedHashMap<>();
            for (Served each : served) {
                unit.pending().reached(each.reached());
                handled.putAll(each.member().handled());
            }
            first.session().write(unit, handled, wait);
            return new Committed();
        } catch (SQLException | RuntimeException | Error e) {
            boolean hurried = wait.compareTo(first.protocol().lockWait) < 0;
            return failed(e instanceof SQLException known ? known : new SQLException(e), hurried);
        }
    }

    private PostgresUnit together() {
        return PostgresUnit.together(
                served.stream().map(each -> each.member().unit()).toList());
    }

    /** Whether the first one was served. */
    boolean isBegun() {
        return !served.isEmpty();
    }

    /** Alone, with what its services have written. */
    Answer finishFirst() {
        first.unit().pending().reached(served.get(0).reached());
        first.commit();
        return new Committed();
    }

    /** Where one of them was in a hurry, the others still have time. */
    private Answer failed(SQLException e, boolean hurried) {
        PostgresOutcome refusal = PostgresOutcome.raised(e);
        if (refusal != null && refusal.code() != PostgresOutcome.UNIT_LOST
                || refusal == null
                        && !PostgresSettle.isUnknown(e)
                        && (hurried || !SqlState.is(e, SqlState.LOCK_TIMEOUT))) return takeBack();
        first.session().end();
        if (refusal != null) return new Refused(refusal);
        return PostgresSettle.isUnknown(e) ? settled(e) : new Failed(e);
    }

    /** They are one transaction: all of them are stored, or none is. */
    private Answer settled(SQLException e) {
        try {
            boolean stored = first.protocol()
                    .settle
                    .stored(together().pending().ids(), first.unit().streams(), PostgresWork.HELD, e);
            return stored ? new Found(e) : new Alone(e);
        } catch (OutcomeUnknownException unknown) {
            return new Unknown(e);
        }
    }

    @Override
    public Answer takeBack() {
        if (lost != null) return new Alone(lost);
        try {
            first.session().takeBack();
            return new Alone(null);
        } catch (SQLException e) {
            first.session().end();
            return SqlState.lost(e) ? new Alone(e) : new Refused(PostgresOutcome.unitLost());
        }
    }
}
