package dev.espalier.subscription;

import dev.espalier.infrastructure.EventEnvelope;
import dev.espalier.infrastructure.InvalidInputException;
import dev.espalier.infrastructure.ServiceMode;
import dev.espalier.infrastructure.ServiceSwitchException;
import dev.espalier.infrastructure.SnapshotUpdateException;
import dev.espalier.infrastructure.StoreUnavailableException;
import dev.espalier.store.Checkpoint;
import dev.espalier.store.StoredQuery;
import dev.espalier.store.ViewCheckpoints;
import dev.espalier.store.ViewCheckpoints.Change;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * The snapshot update services that run inline or asynchronously, as {@link Subscriptions#services()} returns them. How one runs
 * is a row in the database of the events, so all processes go by it: every append that concerns the service holds that row
 * until it is committed, and a change waits for those appends and lets the next ones wait. So each event is written once,
 * whoever appends meanwhile. Safe for use by several threads.
 */
public final class ServiceSwitch {
    /** A service that follows the events as long as it has a checkpoint. */
    record Service(Subscription subscription, StoredQuery query, ViewCheckpoints checkpoints) {
        String name() {
            return subscription.name();
        }

        ServiceMode mode() {
            return checkpoints.mode(name()).orElseThrow();
        }
    }

    private final History history;
    private final Consumer<String> awaken;
    private final Map<String, Service> services = new TreeMap<>();

    /** Each begins in its first mode, unless it has begun before or follows already; whoever follows under a name can be told to look again. */
    ServiceSwitch(History history, List<Service> services, Consumer<String> awaken) {
        this.history = history;
        this.awaken = awaken;
        for (Service each : services) {
            this.services.put(each.name(), each);
            if (each.checkpoints.mode(each.name()).isEmpty()) begin(each);
        }
    }

    private void begin(Service service) {
        var settings = service.subscription.settings();
        ServiceMode first = settings.mode().orElseThrow();
        service.checkpoints.change(service.name(), change -> {
            if (service.checkpoints.mode(service.name()).isPresent()) return;
            boolean follows = change.hold(service.name()).isPresent();
            change.mode(service.name(), follows ? ServiceMode.ASYNCHRONOUS : first);
            if (!follows && first == ServiceMode.ASYNCHRONOUS) change.put(service.name(), history.start(settings));
        });
    }

    /**
     * How a service runs at the moment.
     *
     * @param service its name
     * @return as all processes see it
     * @throws InvalidInputException when no such service is registered
     */
    public ServiceMode mode(String service) {
        return service(service).mode();
    }

    /**
     * From now on it writes its rows in the transactions of the appends. What it has not done yet is done first, while appends
     * that concern it wait; then nothing of it is behind. Does nothing when it runs inline already.
     *
     * @param service its name
     * @throws InvalidInputException when no such service is registered
     * @throws ServiceSwitchException when it is more than 1,000 events behind (then it is retryable), or has set events aside
     * @throws SnapshotUpdateException when it cannot write the rows of one of the last events
     * @throws StoreUnavailableException when the database did not do it, such as when appends held it up for too long
     */
    public void inline(String service) {
        Service found = service(service);
        int setAside = found.checkpoints.setAside(service).size();
        if (setAside > 0)
            throw new ServiceSwitchException(
                    service,
                    "has set aside " + setAside + " events: let subscriptions() redrive or clear them first",
                    false);
        // before appends have to wait
        found.checkpoints.find(service).ifPresent(at -> rest(found, at, history.head()));
        found.checkpoints.change(service, change -> inline(found, change));
        awaken.accept(service);
    }

    /** Appends wait from the change of the mode to the commit. */
    private void inline(Service service, Change change) {
        change.mode(service.name(), ServiceMode.INLINE);
        Checkpoint at = change.hold(service.name()).orElse(null);
        if (at == null) return;
        long head = history.head();
        history.verify(service.name(), at, head, history.identity());
        List<EventEnvelope> events = rest(service, at, head);
        var listener = service.subscription.listener((command, metadata) -> {
            throw new IllegalStateException("a snapshot update service sends no commands");
        });
        change.rows(transaction -> events.forEach(event -> listener.accept(event, transaction)));
        change.remove(service.name());
    }

    private List<EventEnvelope> rest(Service service, Checkpoint at, long head) {
        return history.rest(
                service.query, at.position(), head, behind -> new ServiceSwitchException(service.name(), behind, true));
    }

    /**
     * From now on it follows the events as a subscription, where somebody runs it. Appends wait until those at work are
     * committed, no longer. Does nothing when it runs asynchronously already.
     *
     * @param service its name
     * @throws InvalidInputException when no such service is registered
     * @throws StoreUnavailableException when the database did not do it, such as when appends held it up for too long
     */
    public void asynchronous(String service) {
        Service found = service(service);
        found.checkpoints.change(service, change -> {
            change.mode(service, ServiceMode.ASYNCHRONOUS);
            if (change.hold(service).isEmpty()) change.put(service, history.upTo(history.head(), history.identity()));
        });
        awaken.accept(service);
    }

    private Service service(String name) {
        Service found = services.get(name);
        if (found == null)
            throw new InvalidInputException("service", name, "does not switch; those that do are " + services.keySet());
        return found;
    }
}
