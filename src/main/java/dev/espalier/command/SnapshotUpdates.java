package dev.espalier.command;

import dev.espalier.infrastructure.Event;
import dev.espalier.infrastructure.EventEnvelope;
import dev.espalier.infrastructure.Origin;
import dev.espalier.infrastructure.SnapshotUpdateService;
import dev.espalier.infrastructure.StreamId;
import dev.espalier.infrastructure.Transaction;
import dev.espalier.store.Participant;
import dev.espalier.store.SnapshotVersion;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The inline snapshot update services, as one participant: event by event, and for each event service by service in the
 * order of their registration, so that rows of one service may refer to rows of another whatever that order is.
 */
public final class SnapshotUpdates implements Participant {
    private record Listener(SnapshotUpdateService service, Set<Class<?>> types) {
        boolean concerns(EventEnvelope stored) {
            for (Event event : stored.events()) if (types.contains(event.getClass())) return true;
            return false;
        }
    }

    private final List<Listener> listeners;

    private SnapshotUpdates(List<SnapshotUpdateService> services) {
        this.listeners =
                services.stream().map(each -> new Listener(each, each.types())).toList();
    }

    /** Nobody, where there are no services: an append then costs what it costs without. */
    public static Participant of(List<SnapshotUpdateService> services) {
        return services.isEmpty() ? Participant.NONE : new SnapshotUpdates(services);
    }

    @Override
    public List<SnapshotVersion> accepted(List<EventEnvelope> events, Transaction transaction) {
        Map<Listener, Map<StreamId, Long>> reached = new LinkedHashMap<>();
        for (EventEnvelope event : events)
            for (Listener listener : listeners)
                if (listener.concerns(event)) {
                    // the row of an imported event was there before the event
                    if (event.origin() != Origin.IMPORTED) listener.service.update(event, transaction);
                    reached.computeIfAbsent(listener, none -> new LinkedHashMap<>())
                            .put(event.stream(), event.version());
                }
        var versions = new ArrayList<SnapshotVersion>();
        reached.forEach((listener, streams) -> streams.forEach(
                (stream, version) -> versions.add(new SnapshotVersion(listener.service.name(), stream, version))));
        return versions;
    }
}
