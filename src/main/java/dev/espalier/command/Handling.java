package dev.espalier.command;

import dev.espalier.infrastructure.Command;
import dev.espalier.infrastructure.Load;
import dev.espalier.infrastructure.Metadata;
import dev.espalier.infrastructure.Receipt;
import dev.espalier.store.EventLog;
import dev.espalier.store.StoredReceipt;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;

/** One command on its way: what it does in a transaction, again from the beginning in another one. To be used by one thread. */
final class Handling implements Transactions.Work<Receipt>, Supplier<Receipt> {
    private final Dispatcher dispatcher;
    private final Route<Command> route;
    private final Command command;
    private final Load load;
    private final Repetition repetition;
    private final Deadline deadline;
    private final Loads loads;
    private Metadata metadata;

    Handling(
            Dispatcher dispatcher,
            Route<Command> route,
            Command command,
            Metadata metadata,
            Load load,
            Repetition repetition,
            Deadline deadline) {
        this.dispatcher = dispatcher;
        this.route = route;
        this.command = command;
        this.metadata = metadata;
        this.load = load;
        this.repetition = repetition;
        this.deadline = deadline;
        this.loads = new Loads(load == Load.ALLOW_STALE);
    }

    Loader loader() {
        return dispatcher.loader();
    }

    Appends appends() {
        return dispatcher.appends();
    }

    /** How it loads. */
    Load load() {
        return load;
    }

    /** Where its events come from. A command without an id gets this one, and keeps it in further tries. */
    Metadata source(UUID id) {
        return metadata = metadata.orFrom(id);
    }

    Loads loads() {
        return loads;
    }

    Optional<UUID> id() {
        return repetition.id();
    }

    /** Locks its id; the first receipt, when there is one. */
    Optional<Receipt> known(EventLog log) {
        return repetition.first(log);
    }

    /** Loads and decides. */
    Decision decide(EventLog log) {
        return route.decide(command, this, log);
    }

    /** Remembers what came of it. */
    void handled(EventLog log, Receipt receipt) {
        repetition.handled(log, receipt);
    }

    /** In transactions of the store's own. */
    @Override
    public Receipt get() {
        Transactions transactions = dispatcher.transactions();
        return load == Load.UNLOCKED || load == Load.ALLOW_STALE
                ? unlocked(transactions)
                : transactions.run(this, deadline);
    }

    /** Loads, decides and appends. */
    @Override
    public Receipt in(EventLog log) {
        Optional<Receipt> first = known(log);
        return first.isPresent() ? first.get() : appended(decide(log), log);
    }

    private Receipt appended(Decision decided, EventLog log) {
        deadline.check();
        Receipt receipt = decided.in(log, deadline);
        if (!receipt.replayed()) handled(log, receipt);
        return receipt;
    }

    /** Decides before the transaction begins. A duplicate that was faster may be why it is refused, so it is looked for then. */
    private Receipt unlocked(Transactions transactions) {
        Optional<Receipt> known = first(transactions);
        if (known.isPresent()) return known.get();
        Decision decided;
        try {
            decided = decided(transactions.store());
        } catch (RuntimeException refusal) {
            return first(transactions).orElseThrow(() -> refusal);
        }
        return transactions.run(log -> known(log).orElseGet(() -> appended(decided, log)), deadline);
    }

    /** An append guards what it rests on; a refusal, or that nothing happens, does not rest on a state that nobody has checked. */
    private Decision decided(EventLog store) {
        try {
            Decision decided = decide(store);
            return loads.distrust() && decided.append() == null ? decide(store) : decided;
        } catch (RuntimeException refusal) {
            if (loads.distrust()) return decide(store);
            throw refusal;
        }
    }

    private Optional<Receipt> first(Transactions transactions) {
        if (repetition == Repetition.NEVER) return Optional.empty();
        Receipt nothing = StoredReceipt.nothing(0);
        Receipt found = transactions.run(log -> known(log).orElse(nothing), deadline);
        return found == nothing ? Optional.empty() : Optional.of(found);
    }
}
