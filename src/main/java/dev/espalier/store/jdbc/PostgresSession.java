package dev.espalier.store.jdbc;

import dev.espalier.infrastructure.EventEnvelope;
import dev.espalier.infrastructure.Receipt;
import dev.espalier.infrastructure.StreamId;
import dev.espalier.jdbc.SqlWork;
import dev.espalier.jdbc.Statements;
import dev.espalier.store.Append;
import dev.espalier.store.CommandKey;
import dev.espalier.store.EventType;
import dev.espalier.store.Hooks;
import dev.espalier.store.Participant;
import dev.espalier.store.SnapshotVersion;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The connection of one transaction of ours, from the first statement on, with the locks that it holds. */
final class PostgresSession {
    /** Reads with plans of ours; what services do afterwards is planned as they are used to. */
    static final String FRAME = "savepoint espalier_read; " + PostgresProtocol.PLANS;

    static final String FRAME_END = "; rollback to espalier_read; release espalier_read";
    private static final String COMPANY = "savepoint espalier_company; ";
    private static final String COMPANY_FAILED = "rollback to espalier_company; release espalier_company";

    static final String MARK = "select set_config(?, ?, true); ";
    private final PostgresProtocol protocol;
    private final Patience patience;
    private PostgresLocks locks = new PostgresLocks();
    private final List<CommandKey> commands = new ArrayList<>();
    private @Nullable Statements sql;
    private PostgresText next = new PostgresText();
    private boolean company;
    private @Nullable PostgresOpening opened;

    PostgresSession(PostgresProtocol protocol, Patience patience) {
        this.protocol = protocol;
        this.patience = patience;
    }

    boolean isFresh() {
        return sql == null;
    }

    Patience patience() {
        return patience;
    }

    boolean holdsSequencer() {
        return locks.holdSequencer();
    }

    boolean canTake(Set<StreamId> streams) {
        return locks.canTake(streams);
    }

    /** The connection; what stands in the next text is sent with the next statement. */
    private Statements begun() throws SQLException {
        if (sql != null) return sql;
        sql = protocol.connect();
        sql.connection().setAutoCommit(false);
        next = protocol.waiting(patience.now(), new PostgresText().add(PostgresWork.BEGIN));
        for (CommandKey command : commands) lock(command, next);
        return sql;
    }

    /** What comes next, with the time that is left, where it may be another than it was at the beginning. */
    private PostgresText again(Duration wait) {
        return patience.endless() && !company ? takeNext() : protocol.waiting(wait, takeNext());
    }

    private PostgresText takeNext() {
        PostgresText text = next;
        next = new PostgresText();
        return text;
    }

    /** Locks with the next statement, where that cannot end in a deadlock. */
    boolean lock(StreamId stream) {
        Set<StreamId> one = Set.of(stream);
        if (!locks.canTake(one)) return false;
        with(connection -> {
            locks.take(one, next);
            return 0;
        });
        return true;
    }

    private static void lock(CommandKey command, PostgresText text) {
        text.add(PostgresLocks.COMMAND, command.id().hashCode());
    }

    /** Locks the id of a command, also when the transaction has to begin anew, and finds what is known of it. */
    Optional<Commands.Handled> lock(CommandKey command) {
        return with(connection -> {
            lock(command, next);
            commands.add(command);
            return known(command, connection);
        });
    }

    /** Begins anew, when the locks of these streams cannot be taken behind those that are held. */
    boolean beginsAnew(Set<StreamId> streams) {
        if (locks.canTake(streams)) return false;
        end();
        return true;
    }

    /** What is known of a command whose id is locked. */
    Optional<Commands.Handled> known(CommandKey command) {
        return with(connection -> known(command, connection));
    }

    private Optional<Commands.Handled> known(CommandKey command, Statements connection) throws SQLException {
        return takeNext()
                .add(FRAME)
                .add(Commands.FIND, command.id())
                .add(FRAME_END)
                .run(connection, Commands.Handled::of);
    }

    /** Reads a stream whose lock is held, from its beginning or from a version on. */
    PostgresOpening open(StreamId stream, long after, EventType.Lookup types, PostgresUnit unit) {
        var opening = new PostgresOpening(stream, after, types);
        with(connection -> {
            PostgresText text = takeNext();
            opening.addTo(text, protocol.appends.mark(), unit.nextMark());
            return text.runAll(connection, rows -> opening.read(rows, connection));
        });
        opened = opening;
        return opening;
    }

    /** Tests an append, with all its locks, unless what was read last says it all. */
    PostgresOutcome test(Append append, PostgresUnit unit) {
        PostgresOutcome known = opened == null ? null : opened.outcome(append);
        if (known != null) return known;
        Set<StreamId> streams = Appended.streams(append);
        return with(connection -> {
            PostgresText text = takeNext();
            locks.take(streams, text);
            text.add(MARK, protocol.appends.mark(), unit.nextMark()).add(FRAME);
            unit.test(append, text, protocol.appends);
            return text.add(FRAME_END).run(connection, PostgresOutcome::of);
        });
    }

    List<SnapshotVersion> participate(Participant participant, List<EventEnvelope> events, Hooks hooks) {
        return with(connection -> protocol.appends.participate(participant, events, connection.connection(), hooks));
    }

    /** What is written from now on can be taken back by itself, and waits for locks but briefly, as others wait for it. */
    void expectCompany() throws SQLException {
        begun().run(COMPANY + PostgresProtocol.lockTimeout(protocol.briefly));
        company = true;
    }

    /** Takes back what was written since company was expected. */
    void takeBack() throws SQLException {
        if (!company) return;
        begun().run(COMPANY_FAILED);
        company = false;
    }

    /** Writes what was accepted, and commits, with so long a wait for the sequencer; a refusal is raised. */
    void write(PostgresUnit unit, Map<CommandKey, Receipt> handled, Duration wait) throws SQLException {
        Statements connection = begun();
        PostgresText text = again(wait).add(PostgresProtocol.PLANS);
        PostgresCommands.record(handled, text);
        unit.write(connection, text, "commit", protocol.appends);
    }

    /** Commits what came of commands that have stored no events. */
    void commit(Map<CommandKey, Receipt> handled) {
        with(connection -> {
            PostgresText text = takeNext();
            PostgresCommands.record(handled, text);
            return text.add("select 0 as espalier_outcome; commit").run(connection, rows -> 0);
        });
    }

    /** Tests and writes an append without services, and commits; null when only the answer was lost. */
    @Nullable
    PostgresOutcome write(Append append, PostgresPlain plain, Set<StreamId> streams) {
        boolean held = locks.hold(streams);
        long backend = 0;
        PostgresOutcome outcome = null;
        SQLException failure = null;
        try {
            Statements connection = begun();
            backend = held ? PostgresWork.HELD : PostgresSettle.backend(connection.connection());
            PostgresText text = again(patience.now()).add(PostgresProtocol.PLANS);
            locks.take(streams, text);
            plain.addTo(text.add(PostgresLocks.SEQUENCER), protocol.appends);
            outcome = text.add("commit").run(connection, PostgresOutcome::of);
        } catch (SQLException e) {
            failure = e;
        } finally {
            end();
        }
        if (failure == null) return outcome;
        List<UUID> ids = List.of(PostgresEvents.ids(Appended.events(append)));
        if (!ids.isEmpty()
                && PostgresSettle.isUnknown(failure)
                && protocol.settle.stored(ids, streams, backend, failure)) return null;
        throw protocol.failure("append (nothing was stored)", failure);
    }

    /** Reads in the transaction. */
    Access reads() {
        return new Access() {
            @Override
            public <T> T with(SqlWork<T> work) {
                return PostgresSession.this.with(connection -> {
                    if (!next.isEmpty())
                        takeNext().add("select 0 as espalier_outcome").run(connection, rows -> 0);
                    try (Statements framed = protocol.statements(connection.connection(), FRAME, FRAME_END)) {
                        return work.on(framed);
                    }
                });
            }

            @Override
            public Object id(UUID id) {
                return id;
            }
        };
    }

    private <T> T with(SqlWork<T> work) {
        try {
            return work.on(begun());
        } catch (SQLException e) {
            throw protocol.failure("append", e);
        }
    }

    /** Rolls back what is not committed; the next statement begins anew. */
    void end() {
        Statements ended = sql;
        sql = null;
        locks = new PostgresLocks();
        next = new PostgresText();
        company = false;
        opened = null;
        if (ended == null) return;
        PostgresProtocol.end(ended.connection());
        protocol.giveBack(ended);
    }
}
