package dev.espalier.store.jdbc;

import dev.espalier.infrastructure.EspalierException;
import dev.espalier.infrastructure.EventEnvelope;
import dev.espalier.infrastructure.HistoryLostException;
import dev.espalier.infrastructure.Receipt;
import dev.espalier.infrastructure.StoreUnavailableException;
import dev.espalier.jdbc.Statements;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * What one instance has told of its store: the last event, by position and id. Where that is no longer in its place, the
 * store has gone back, or was restored and has gone on differently since. Safe for use by several threads.
 */
final class History {
    /** The last event of the store, and what stands where the told one stood. */
    record Last(
            long position,
            @Nullable UUID id,
            long recordedAt,
            @Nullable UUID there) {
        static final Last NONE = new Last(0, null, 0, null);
    }

    private record Told(long position, @Nullable UUID id) {
        static final Told NOTHING = new Told(0, null);
    }

    static final String EPOCH = "select epoch from {store}";
    private static final String LAST = "select position, event_id, recorded_at, (select event_id from {events}"
            + " where position = ?) from {events} order by position desc limit 1";

    /** Waits until what a connection has seen is on disk. */
    @FunctionalInterface
    interface Durable {
        void await(Statements sql) throws SQLException;
    }

    private final Runnable forget;
    private final Durable durable;
    /** Waiting for it, while another thread asks the database, holds up no thread of the platform. */
    private final ReentrantLock lock = new ReentrantLock();

    private volatile Told told = Told.NOTHING;
    private volatile long epoch;

    /** What the instance knows besides, and must forget when the history is another one. */
    History(Runnable forget) {
        this(forget, sql -> {});
    }

    /** The same where others may see what is not on disk yet. */
    History(Runnable forget, Durable durable) {
        this.forget = forget;
        this.durable = durable;
    }

    /** Goes on in this epoch, in which nothing was told. */
    void begin(long number) {
        lock.lock();
        try {
            epoch = number;
            told = Told.NOTHING;
            forget.run();
        } finally {
            lock.unlock();
        }
    }

    /** Position and id, as text, of what must still be in its place; nothing where nothing was told. */
    Object[] told() {
        Told known = told;
        return known.position() == 0 ? new Object[0] : new Object[] {known.position(), String.valueOf(known.id())};
    }

    /** The last position that was told. */
    long toldUpTo() {
        return told.position();
    }

    /** The last event of the store as a transaction sees it that has begun just now. */
    Last last(Statements sql) throws SQLException {
        Told known = told;
        Last last = sql.query(
                LAST,
                rows -> rows.next()
                        ? new Last(
                                rows.getLong(1),
                                EventRow.id(rows.getObject(2)),
                                rows.getLong(3),
                                there(rows.getObject(4)))
                        : Last.NONE,
                known.position());
        if (!Objects.equals(last.there(), known.id())) goOn(sql, known, last.position());
        return last;
    }

    private static @Nullable UUID there(@Nullable Object column) {
        return column == null ? null : EventRow.id(column);
    }

    /** Only where a person has said so since, and once for all threads that notice. */
    private void goOn(Statements sql, Told lost, long head) throws SQLException {
        lock.lock();
        try {
            if (told != lost) return;
            long stored = sql.number(EPOCH);
            if (stored <= epoch) throw new HistoryLostException(lost.position(), head);
            begin(stored);
        } finally {
            lock.unlock();
        }
    }

    /** Told from now on. */
    long head(Statements sql) throws SQLException {
        Last last = last(sql);
        durable.await(sql);
        told(last.position(), last.id());
        return last.position();
    }

    /** What to tell where an append found that it is not. */
    EspalierException lost(Statements sql) throws SQLException {
        last(sql);
        return new StoreUnavailableException(
                "a new epoch of the store has begun since; nothing was stored: repeat the append", null);
    }

    /** Events that are committed. */
    void told(Receipt receipt) {
        List<EventEnvelope> events = receipt.events();
        if (events.isEmpty()) return;
        EventEnvelope last = events.get(events.size() - 1);
        told(last.position(), last.id());
    }

    private void told(long position, @Nullable UUID id) {
        if (position <= told.position()) return;
        lock.lock();
        try {
            if (position > told.position()) told = new Told(position, id);
        } finally {
            lock.unlock();
        }
    }
}
