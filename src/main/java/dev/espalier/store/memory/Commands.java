package dev.espalier.store.memory;

import dev.espalier.infrastructure.CommandIdTakenException;
import dev.espalier.infrastructure.EventEnvelope;
import dev.espalier.infrastructure.Receipt;
import dev.espalier.store.CommandKey;
import dev.espalier.store.StoredReceipt;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/** What came of commands that carried an id. To be used under the store's lock. */
final class Commands {
    private record Handled(CommandKey command, Receipt receipt, long at) {}

    private final Map<UUID, Handled> byId = new HashMap<>();

    /** With the events as they are now: some may be tombstones. */
    Optional<Receipt> find(CommandKey command, Log log) {
        Handled known = byId.get(command.id());
        if (known == null) return Optional.empty();
        if (!known.command().equals(command)) throw new CommandIdTakenException(command.id());
        Receipt first = known.receipt();
        List<EventEnvelope> events = new ArrayList<>();
        for (EventEnvelope event : first.events()) events.add(Objects.requireNonNull(log.find(event.id())));
        return Optional.of(StoredReceipt.repeated(events, first.version()));
    }

    void keep(Map<CommandKey, Receipt> handled, long now) {
        handled.forEach((command, receipt) -> byId.put(command.id(), new Handled(command, receipt, now)));
    }

    long forget(long before) {
        int known = byId.size();
        byId.values().removeIf(each -> each.at() < before);
        return known - byId.size();
    }
}
