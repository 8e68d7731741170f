package dev.espalier.testing;

import dev.espalier.infrastructure.ServiceMode;
import dev.espalier.infrastructure.StoreUnavailableException;
import dev.espalier.infrastructure.Transaction;
import dev.espalier.store.Checkpoint;
import dev.espalier.store.Lease;
import dev.espalier.store.SetAside;
import dev.espalier.store.ViewCheckpoints.Change;
import dev.espalier.store.ViewPointer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * One transaction: its locks are held and its writes are kept to itself until its end, which comes from the database where
 * the connection is lost, or where it hears nothing for too long.
 */
final class ModelSession implements AutoCloseable {
    private final ModelTables tables;
    private final Steps steps;
    private final String name;
    private final Duration silence;
    private final ModelTransaction rows;
    private final List<Runnable> writes = new ArrayList<>();
    private Instant heard;
    private boolean committed;
    private boolean ended;

    ModelSession(ModelTables tables, Steps steps, String name, Duration silence) {
        this.tables = tables;
        this.steps = steps;
        this.name = name;
        this.silence = silence;
        this.heard = tables.now();
        RowDatabase database = tables.rows;
        this.rows = new ModelTransaction(database == null ? null : () -> borrow(database));
    }

    private RowDatabase.Loan borrow(RowDatabase database) {
        try {
            return database.lend(this::isEnded);
        } catch (StoreUnavailableException locked) {
            end();
            throw locked;
        }
    }

    /** Within the transaction, if there still is one. */
    private void before(String step, String row) {
        try {
            steps.before(step, row);
        } catch (StoreUnavailableException lost) {
            end();
            throw lost;
        }
        if (isEnded())
            throw new StoreUnavailableException("simulated: the database has ended the transaction on " + name, null);
        heard = tables.now();
    }

    /** Whether the database has ended it, as whoever meets its locks finds out too. */
    boolean isEnded() {
        if (!ended && !committed && tables.isOver(heard, silence)) {
            steps.silent(name);
            end();
        }
        return ended;
    }

    private void end() {
        if (ended) return;
        ended = true;
        try {
            rows.rollBack();
        } finally {
            tables.unlock(this);
        }
    }

    static String mode(String service) {
        return "the mode of " + service;
    }

    /** In one thread nobody can wait. */
    void lock(String row) {
        before("lock", row);
        if (tables.lock(row, this)) return;
        end();
        throw new StoreUnavailableException("simulated: " + row + " is locked by another", null);
    }

    Transaction transaction() {
        return new SteppedTransaction(rows, this::before, name);
    }

    void put(String subscription, Checkpoint at) {
        before("write the checkpoint of", subscription);
        writes.add(() -> tables.checkpoints.put(subscription, at));
    }

    void prolong(Lease lease) {
        writes.add(() -> {
            tables.hold(lease.subscription(), lease.owner(), lease.token(), lease.time());
            steps.moved(lease);
        });
    }

    void reset(String subscription, Checkpoint to) {
        put(subscription, to);
        writes.add(() -> steps.word(subscription));
    }

    void setAside(String subscription, SetAside event) {
        before("set aside an event of", subscription);
        writes.add(() -> tables.setAside
                .computeIfAbsent(subscription, none -> new TreeMap<>())
                .put(event.position(), event));
    }

    /** Whether there was such a record. */
    boolean forget(String subscription, UUID event) {
        lock("what is set aside of " + subscription);
        var records = tables.setAside.get(subscription);
        if (records == null) return false;
        for (SetAside each : records.values())
            if (each.event().equals(event)) {
                writes.add(() -> records.remove(each.position()));
                return true;
            }
        return false;
    }

    void commit() {
        before("commit", name);
        rows.commit();
        writes.forEach(Runnable::run);
        committed = true;
    }

    @Override
    public void close() {
        if (!committed) {
            end();
            return;
        }
        tables.unlock(this);
        rows.committed();
    }

    Change change(String view) {
        return new Changing(view);
    }

    private final class Changing implements Change {
        private final String view;

        Changing(String view) {
            this.view = view;
        }

        @Override
        public ViewPointer pointer() {
            before("find the pointer of", view);
            return tables.views.getOrDefault(view, ViewPointer.NONE);
        }

        @Override
        public void point(ViewPointer to) {
            before("point", view);
            writes.add(() -> tables.views.put(view, to));
        }

        @Override
        public Optional<Checkpoint> hold(String subscription) {
            lock(subscription);
            return Optional.ofNullable(tables.checkpoints.get(subscription));
        }

        @Override
        public void put(String subscription, Checkpoint at) {
            lock(subscription);
            ModelSession.this.put(subscription, at);
        }

        @Override
        public void remove(String subscription) {
            lock(subscription);
            writes.add(() -> {
                steps.word(subscription);
                tables.remove(subscription);
            });
        }

        @Override
        public void mode(String service, ServiceMode to) {
            lock(ModelSession.mode(service));
            writes.add(() -> tables.modes.put(service, to));
        }

        @Override
        public void rows(Consumer<Transaction> work) {
            work.accept(transaction());
        }

        @Override
        public void tables(Consumer<Transaction> work) {
            work.accept(transaction());
        }
    }
}
