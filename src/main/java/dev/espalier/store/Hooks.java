package dev.espalier.store;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.slf4j.LoggerFactory;

/** What participants asked to be done after the commit, or to be undone. To be used by one thread. */
public final class Hooks {
    private final List<Runnable> afterCommit = new ArrayList<>();
    private final Deque<Runnable> undo = new ArrayDeque<>();

    /** Without any. */
    public Hooks() {}

    /**
     * See {@link dev.espalier.infrastructure.Transaction#afterCommit}.
     *
     * @param action to run when it is committed
     */
    public void afterCommit(Runnable action) {
        afterCommit.add(action);
    }

    /**
     * See {@link dev.espalier.infrastructure.Transaction#onRollback}.
     *
     * @param action to run when it is rolled back
     */
    public void onRollback(Runnable action) {
        undo.push(action);
    }

    /**
     * Runs the actions in their order. One that throws is logged and stops nobody: the events are stored, and the caller
     * must not be told otherwise.
     */
    public void committed() {
        undo.clear();
        for (Runnable action : afterCommit) {
            try {
                action.run();
            } catch (RuntimeException failure) {
                LoggerFactory.getLogger(Hooks.class)
                        .error("an action after the commit failed; the events are stored", failure);
            }
        }
        afterCommit.clear();
    }

    /** Runs the undo actions, the last one first; all of them, even when one throws. */
    public void rolledBack() {
        afterCommit.clear();
        RuntimeException first = null;
        while (!undo.isEmpty()) {
            try {
                undo.pop().run();
            } catch (RuntimeException failure) {
                if (first == null) first = failure;
                else first.addSuppressed(failure);
            }
        }
        if (first != null) throw first;
    }
}
