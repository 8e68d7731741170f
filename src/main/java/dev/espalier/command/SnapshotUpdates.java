package dev.espalier.command;

import dev.espalier.infrastructure.Event;
import dev.espalier.infrastructure.EventEnvelope;
import dev.espalier.infrastructure.Origin;
import dev.espalier.infrastructure.ServiceMode;
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

    /** How services run that do not always run inline; held while an append is under way. */
    @FunctionalInterface
    public interface Modes {
        /** Of a service, in the transaction of an append. */
        ServiceMode hold(String service, Transaction transaction);
    }

    private final List<Listener> listeners;
    private final Set<SnapshotUpdateService> switching;
    private final Modes modes;

    private SnapshotUpdates(List<SnapshotUpdateService> services, Set<SnapshotUpdateService> switching, Modes modes) {
        this.listeners =
                services.stream().map(each -> new Listener(each, each.types())).toList();
        this.switching = switching;
        this.modes = modes;
    }

    /** Nobody, where there are no services: an append then costs what it costs without. Some of them may run elsewhere at times. */
    public static Participant of(
            List<SnapshotUpdateService> services, Set<SnapshotUpdateService> switching, Modes modes) {
        return services.isEmpty() ? Participant.NONE : new SnapshotUpdates(services, switching, modes);
    }

    /** Those that write now. What is held is held before one of them writes, so that nobody waits who holds rows. */
    private List<Listener> writing(List<EventEnvelope> events, Transaction transaction) {
        if (switching.isEmpty()) return listeners;
        var writing = new ArrayList<Listener>();
        for (Listener listener : listeners)
            if (!switching.contains(listener.service)
                    || events.stream().anyMatch(listener::concerns)
                            && modes.hold(listener.service.name(), transaction) == ServiceMode.INLINE)
                writing.add(listener);
        return writing;
    }

    @Override
    public List<SnapshotVersion> accepted(List<EventEnvelope> events, Transaction transaction) {
        Map<Listener, Map<StreamId, Long>> reached = new LinkedHashMap<>();
        List<Listener> writing = writing(events, transaction);
        for (EventEnvelope event : events)
            for (Listener listener : writing)
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
