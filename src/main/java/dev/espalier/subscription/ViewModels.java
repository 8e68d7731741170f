package dev.espalier.subscription;

import dev.espalier.infrastructure.ConfigurationException;
import dev.espalier.infrastructure.InvalidInputException;
import dev.espalier.infrastructure.ProjectionException;
import dev.espalier.infrastructure.StoreUnavailableException;
import dev.espalier.infrastructure.ViewModel;
import dev.espalier.infrastructure.ViewModelFailedException;
import dev.espalier.infrastructure.ViewModelStepException;
import dev.espalier.store.Checkpoint;
import dev.espalier.store.Checkpoints;
import dev.espalier.store.ViewCheckpoints;
import dev.espalier.store.ViewCheckpoints.Change;
import dev.espalier.store.ViewPointer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.slf4j.LoggerFactory;

/**
 * The views of an application and their versions, as {@link Subscriptions#viewModels()} returns them. A version is prepared,
 * follows the events beside the one in use, goes live, and is kept for a while by the next one, to go back to. Each step is
 * taken as a whole or not at all, by one at a time; which version is in use is one row in the database of the rows, so all
 * processes go by it. Safe for use by several threads.
 */
public final class ViewModels {
    private final History history;
    private final Consumer<String> awaken;
    private final Map<String, NavigableMap<Integer, ViewVersion>> views = new TreeMap<>();

    /** Registered under their names; whoever follows under a name can be told to look again. */
    ViewModels(History history, List<ViewVersion> versions, Consumer<String> awaken) {
        this.history = history;
        this.awaken = awaken;
        var problems = new ArrayList<String>();
        for (ViewVersion each : versions) {
            var known = views.computeIfAbsent(each.model.view(), none -> new TreeMap<>());
            known.put(each.model.version(), each);
            if (known.firstEntry().getValue().checkpoints() != each.checkpoints())
                problems.add("the versions of view " + each.model.view()
                        + " keep their checkpoints at different places; give all of them the same");
        }
        if (!problems.isEmpty()) throw new ConfigurationException(problems);
    }

    static ViewCheckpoints checkpoints(ViewModel model, Checkpoints checkpoints) {
        if (checkpoints instanceof ViewCheckpoints able) return able;
        throw new ConfigurationException(List.of(model.name() + " is a version of a view, and "
                + checkpoints.getClass().getName() + " keeps no versions of views: add .checkpoints(...) that does"));
    }

    /**
     * Which version is in use, by the pointer as it is now: whose rows a query is to read.
     *
     * @param view its name
     * @return the version
     * @throws ViewModelStepException when none is live yet
     * @throws InvalidInputException when the view is not registered
     */
    public int live(String view) {
        int live = pointer(view).live();
        if (live == 0) throw new ViewModelStepException(view, 0, "has no version that is live: let one go live", false);
        return live;
    }

    /**
     * Where the versions of a view stand.
     *
     * @param view its name
     * @return those that are registered, the oldest first
     * @throws InvalidInputException when the view is not registered
     */
    public List<ViewModelStatus> status(String view) {
        var pointer = pointer(view);
        long head = history.head();
        return versions(view).values().stream()
                .map(each -> each.status(pointer, head))
                .toList();
    }

    /**
     * Creates the tables of a version and lets it follow the events, from the first one on. Where the process is killed in the
     * middle of it, it is to be said again; where that happens later, it goes on by itself.
     *
     * @param version that is not prepared
     * @throws ViewModelStepException when it is prepared
     * @throws ViewModelFailedException when it could not be created
     * @throws StoreUnavailableException when the database did not do it
     */
    public void prepare(ViewModel version) {
        ViewVersion next = version(version);
        change(version.view(), change -> {
            if (next.isPrepared()) throw next.refused("is prepared already");
            next.create(change);
        });
        awaken.accept(version.name());
    }

    /**
     * Puts a version in the place of the one in use, which is kept, to go back to. Both are held and brought to the last event,
     * then the version is verified and the pointer set, in one transaction. A version in use that cannot handle an event is
     * left where it stands.
     *
     * @param version that has caught up, but for 1,000 events
     * @throws ViewModelStepException when it is not prepared, is live, is too far behind (then it is retryable), or has set
     *     events aside; or when yet another one is kept, which is to be released first
     * @throws ViewModelFailedException when it refuses to go live
     * @throws ProjectionException when it cannot handle one of the last events
     * @throws StoreUnavailableException when the database did not do it
     */
    public void goLive(ViewModel version) {
        ViewVersion next = version(version);
        try {
            change(version.view(), change -> goLive(next, change, true));
        } catch (ProjectionException failure) {
            if (failure.projector().equals(version.name())) throw failure;
            LoggerFactory.getLogger(ViewModels.class)
                    .warn("{} is left where it stands, as {} goes live", failure.projector(), version.name(), failure);
            change(version.view(), change -> goLive(next, change, false));
        }
    }

    private void goLive(ViewVersion next, Change change, boolean together) {
        int version = next.model.version();
        ViewPointer pointer = change.pointer();
        if (pointer.live() == version) throw next.refused("is live already");
        if (pointer.former() != 0 && pointer.former() != version)
            throw next.refused("cannot go live while version " + pointer.former() + " is kept: release it first");
        next.refuseUnlessWhole();
        if (pointer.live() == 0) {
            List<Checkpoint> at = next.hold(change);
            next.bringUp(change, at, history.head());
        } else {
            ViewVersion live = version(next.model.view(), pointer.live());
            List<Checkpoint> liveAt = live.hold(change);
            List<Checkpoint> at = next.hold(change);
            long head = history.head();
            if (together) live.bringUp(change, liveAt, head);
            next.bringUp(change, at, head);
        }
        next.verify(change);
        change.point(new ViewPointer(version, pointer.live()));
    }

    /**
     * Puts the version that was in use before in its place again, and keeps the other, to go forward to.
     *
     * @param view its name
     * @throws ViewModelStepException when none is kept
     * @throws StoreUnavailableException when the database did not do it
     */
    public void goBack(String view) {
        change(view, change -> {
            ViewPointer pointer = change.pointer();
            change.point(new ViewPointer(former(view, pointer), pointer.live()));
        });
    }

    /**
     * Drops the version that was kept to go back to. Queries that read it have to be over.
     *
     * @param view its name
     * @throws ViewModelStepException when none is kept
     * @throws ViewModelFailedException when it could not be dropped
     * @throws StoreUnavailableException when the database did not do it
     */
    public void release(String view) {
        ViewVersion released = version(view, former(view, pointer(view)));
        change(view, change -> {
            ViewPointer pointer = change.pointer();
            if (pointer.former() != released.model.version()) throw released.refused("is kept no longer");
            change.point(new ViewPointer(pointer.live(), 0));
            released.drop(change);
        });
        awaken.accept(released.model.name());
    }

    /**
     * Drops a version that is neither in use nor kept to go back to, whatever there is of it.
     *
     * @param version prepared, or what is left of it
     * @throws ViewModelStepException when it is live, or kept
     * @throws ViewModelFailedException when it could not be dropped
     * @throws StoreUnavailableException when the database did not do it
     */
    public void abort(ViewModel version) {
        ViewVersion aborted = version(version);
        change(version.view(), change -> {
            ViewPointer pointer = change.pointer();
            if (pointer.live() == version.version()) throw aborted.refused("is live: go back, then release it");
            if (pointer.former() == version.version()) throw aborted.refused("is kept to go back to: release it");
            aborted.drop(change);
        });
        awaken.accept(version.name());
    }

    private static int former(String view, ViewPointer pointer) {
        if (pointer.former() == 0) throw new ViewModelStepException(view, 0, "keeps no version to go back to", false);
        return pointer.former();
    }

    private void change(String view, Consumer<Change> work) {
        versions(view).firstEntry().getValue().checkpoints().change(view, work);
    }

    private ViewPointer pointer(String view) {
        return versions(view).firstEntry().getValue().checkpoints().pointer(view);
    }

    private NavigableMap<Integer, ViewVersion> versions(String view) {
        var found = views.get(view);
        if (found == null) throw new InvalidInputException("view", view, "is unknown; there are " + views.keySet());
        return found;
    }

    private ViewVersion version(ViewModel model) {
        return version(model.view(), model.version());
    }

    private ViewVersion version(String view, int version) {
        var found = versions(view).get(version);
        if (found == null)
            throw new InvalidInputException(
                    "version", version, "of view " + view + " is unknown here: subscribe it beside the others");
        return found;
    }
}
