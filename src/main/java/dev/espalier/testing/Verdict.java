package dev.espalier.testing;

import dev.espalier.Espalier;
import dev.espalier.infrastructure.EventEnvelope;
import dev.espalier.infrastructure.EventStream;
import dev.espalier.infrastructure.ProjectionException;
import dev.espalier.infrastructure.Projector;
import dev.espalier.infrastructure.Query;
import dev.espalier.infrastructure.Transaction;
import dev.espalier.infrastructure.ViewModel;
import dev.espalier.infrastructure.ViewModelFailedException;
import dev.espalier.store.Checkpoint;
import dev.espalier.store.Lease;
import dev.espalier.store.SetAside;
import dev.espalier.store.ViewCheckpoints;
import dev.espalier.subscription.SubscriptionStatus;
import dev.espalier.subscription.SubscriptionStatus.State;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;

/** What must hold: at each moment of a simulation, and when all is done. */
final class Verdict {
    private static final Query EVERYTHING = Query.all().withArchived();

    private final World world;
    private final ViewCheckpoints checkpoints;
    private final Map<String, Long> positions = new HashMap<>();
    private final Map<String, Long> tokens = new HashMap<>();
    private final Set<String> names = new TreeSet<>();

    Verdict(World world) {
        this.world = world;
        this.checkpoints = world.checkpoints.apply(Steps.UNDISTURBED);
    }

    void follow(Espalier espalier) {
        for (SubscriptionStatus each : espalier.subscriptions().status()) names.add(each.name());
    }

    /** Nobody moves a checkpoint whose lease another one has had since. */
    void moved(Lease lease) {
        Long before = tokens.put(lease.subscription(), lease.token());
        if (before != null && lease.token() < before)
            world.fail(
                    lease.subscription() + " was moved under lease " + lease.token() + ", and under " + before
                            + " before",
                    null);
    }

    /** By a person's word it may go back. */
    void forget(String subscription) {
        tokens.remove(subscription);
        positions.remove(subscription);
    }

    /** No checkpoint goes back by itself. */
    void look() {
        for (String name : names) {
            long position = position(name);
            Long before = positions.put(name, position);
            if (before != null && position < before)
                world.fail("the checkpoint of " + name + " went back from " + before + " to " + position, null);
        }
    }

    /** Below 0 where there is none. */
    private long position(String name) {
        return checkpoints.find(name).map(Checkpoint::position).orElse(-1L);
    }

    /** All that has begun, and all that has something to do at all, as one knows who follows. */
    boolean isCaughtUp(Espalier espalier) {
        long head = world.store.head();
        for (String name : names) if (position(name) >= 0 && position(name) != head) return false;
        for (SubscriptionStatus each : espalier.subscriptions().status()) {
            long position = position(each.name());
            boolean rests = position < 0 && each.state() == State.DORMANT;
            if (position != head && !rests) return false;
        }
        return true;
    }

    void check(Espalier espalier) {
        List<EventEnvelope> events = events(espalier);
        try (Subject replayed = world.anew()) {
            for (Projector each : replayed.simulated().projectors())
                if (partitions(each).stream().anyMatch(name -> position(name) >= 0))
                    checkSetAside(each, replay(each, events, replayed));
            compare(world.subject.rows(), replayed.simulated().rows(), events.size());
            world.subject.check(espalier);
        } catch (AssertionError wrong) {
            world.fail(String.valueOf(wrong.getMessage()), wrong);
        }
    }

    private void compare(Object rows, Object expected, int events) {
        if (!rows.equals(expected))
            world.fail(
                    "the rows are not those of a plain replay of " + events + " events\n  rows:   " + rows
                            + "\n  replay: " + expected,
                    null);
    }

    /** Under what names its checkpoints are kept. */
    private List<String> partitions(Projector projector) {
        String first = projector.name() + "[";
        return names.stream()
                .filter(name -> name.equals(projector.name()) || name.startsWith(first))
                .toList();
    }

    private static List<EventEnvelope> events(Espalier espalier) {
        try (EventStream stream = espalier.eventStoreService().read(EVERYTHING)) {
            var events = new ArrayList<EventEnvelope>();
            stream.forEach(events::add);
            return events;
        }
    }

    /** One event after the other, straight into the projector; what it cannot handle is left out. */
    private Map<UUID, ProjectionException> replay(Projector projector, List<EventEnvelope> events, Subject into) {
        if (projector instanceof ViewModel version) into.inTransaction(transaction -> create(version, transaction));
        var failures = new HashMap<UUID, ProjectionException>();
        for (EventEnvelope event : events) {
            try {
                into.inTransaction(transaction -> {
                    projector.project(event, transaction);
                    projector.end(event, transaction);
                });
            } catch (ProjectionException failure) {
                failures.put(event.id(), failure);
            }
        }
        return failures;
    }

    private void create(ViewModel version, Transaction transaction) {
        try {
            version.create(transaction);
        } catch (Exception cause) {
            throw new ViewModelFailedException(version, "be created", cause);
        }
    }

    /** What was set aside is what cannot be handled, and nothing else. */
    private void checkSetAside(Projector projector, Map<UUID, ProjectionException> failures) {
        String name = projector.name();
        var aside = partitions(projector).stream()
                .flatMap(each -> checkpoints.setAside(each).stream())
                .collect(Collectors.toMap(SetAside::event, each -> each));
        aside.forEach((event, record) -> {
            if (!failures.containsKey(event)) world.fail(name + " has set aside what can be handled: " + record, null);
        });
        failures.forEach((event, failure) -> {
            if (!aside.containsKey(event))
                world.fail(name + " has gone past an event and keeps no record of it", failure);
        });
    }
}
