package dev.espalier.testing;

import dev.espalier.infrastructure.ServiceMode;
import dev.espalier.infrastructure.StoreUnavailableException;
import dev.espalier.infrastructure.Transaction;
import dev.espalier.store.Checkpoint;
import dev.espalier.store.ViewCheckpoints.Change;
import dev.espalier.store.ViewPointer;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** A change of a view as one process makes it, step by step. */
final class SteppedChange {
    private final String view;
    private final Set<String> locked;
    private final Steps steps;
    private final Set<String> held = new HashSet<>();
    private final Set<String> removed = new HashSet<>();

    SteppedChange(String view, Set<String> locked, Steps steps) {
        this.view = view;
        this.locked = locked;
        this.steps = steps;
    }

    void run(Change change, Consumer<Change> work) {
        work.accept(new Stepped(change));
        steps.before("commit view", view);
    }

    void committed() {
        removed.forEach(steps::word);
    }

    void release() {
        locked.removeAll(held);
    }

    private void lock(String subscription) {
        if (held.contains(subscription)) return;
        if (!locked.add(subscription))
            throw new StoreUnavailableException("simulated: " + subscription + " is locked by another", null);
        held.add(subscription);
    }

    private final class Stepped implements Change {
        private final Change change;

        Stepped(Change change) {
            this.change = change;
        }

        @Override
        public ViewPointer pointer() {
            steps.before("find the pointer of", view);
            return change.pointer();
        }

        @Override
        public void point(ViewPointer to) {
            steps.before("point", view);
            change.point(to);
        }

        @Override
        public Optional<Checkpoint> hold(String subscription) {
            steps.before("hold", subscription);
            lock(subscription);
            return change.hold(subscription);
        }

        @Override
        public void put(String subscription, Checkpoint at) {
            steps.before("put", subscription);
            lock(subscription);
            change.put(subscription, at);
        }

        @Override
        public void remove(String subscription) {
            steps.before("remove", subscription);
            lock(subscription);
            removed.add(subscription);
            change.remove(subscription);
        }

        @Override
        public void mode(String service, ServiceMode to) {
            steps.before("change the mode of", service);
            change.mode(service, to);
        }

        @Override
        public void rows(Consumer<Transaction> work) {
            change.rows(transaction -> work.accept(new SteppedTransaction(transaction, steps::before, view)));
        }

        @Override
        public void tables(Consumer<Transaction> work) {
            change.tables(transaction -> work.accept(new SteppedTransaction(transaction, steps::before, view)));
        }
    }
}
