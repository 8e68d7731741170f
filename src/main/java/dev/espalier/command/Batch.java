package dev.espalier.command;

import dev.espalier.infrastructure.EventEnvelope;
import dev.espalier.infrastructure.Receipt;
import dev.espalier.store.EventLog;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/**
 * One try to handle several commands together: each is decided on what those before it leave behind, and one append stores
 * what all of them decided. To be used by one thread.
 */
final class Batch {
    /** The events of one command among those of all; their positions are known when those of all are. */
    private record Part(Receipt all, int from, int to) implements Receipt {
        @Override
        public List<EventEnvelope> events() {
            return all.events().subList(from, to);
        }

        @Override
        public long version() {
            return all.events().get(to - 1).version();
        }

        @Override
        public long position() {
            return all.events().get(to - 1).position();
        }

        @Override
        public boolean replayed() {
            return false;
        }
    }

    private final List<Handling> handlings;
    private final List<Receipt> receipts = new ArrayList<>();

    Batch(List<Handling> handlings) {
        this.handlings = handlings;
    }

    /** Decides and appends; false where one of the commands turned out to be handled meanwhile, and nothing was stored. */
    boolean in(EventLog log, Appends appends, Deadline deadline) {
        Map<Handling, Receipt> known = known(log);
        var pending = new PendingLog(log);
        var ends = new ArrayList<Integer>();
        for (Handling each : handlings) {
            Receipt first = known.get(each);
            receipts.add(first == null ? each.decide(pending).in(pending) : first);
            ends.add(pending.size());
        }
        deadline.check();
        if (pending.size() > 0) {
            Receipt all = log.append(deadline.guard(pending.together(appends)));
            if (all.replayed()) return false;
            for (int i = 0, from = 0; i < ends.size(); from = ends.get(i++))
                if (ends.get(i) > from) receipts.set(i, new Part(all, from, ends.get(i)));
        }
        for (int i = 0; i < receipts.size(); i++)
            if (!receipts.get(i).replayed()) handlings.get(i).handled(log, receipts.get(i));
        return true;
    }

    /** Locks the ids of all commands, in one order everywhere: two batches with the same ones do not wait for each other. */
    private Map<Handling, Receipt> known(EventLog log) {
        var known = new IdentityHashMap<Handling, Receipt>();
        handlings.stream()
                .filter(each -> each.id().isPresent())
                .sorted(Comparator.comparing((Handling each) -> each.id().orElseThrow()))
                .forEach(each -> each.known(log).ifPresent(receipt -> known.put(each, receipt)));
        return known;
    }

    /** What they loaded and stored is committed. */
    void committed(BiConsumer<Loads, Receipt> committed) {
        for (int i = 0; i < receipts.size(); i++)
            committed.accept(handlings.get(i).loads(), receipts.get(i));
    }

    /** One for each command. */
    List<Receipt> receipts() {
        return List.copyOf(receipts);
    }
}
