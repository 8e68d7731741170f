package dev.espalier.testing;

import dev.espalier.Espalier;
import dev.espalier.infrastructure.EspalierException;
import dev.espalier.infrastructure.Projector;
import dev.espalier.store.ViewCheckpoints;
import dev.espalier.store.memory.InMemoryEventStore;
import dev.espalier.testing.SimulatedProcess.Killed;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One simulation: processes over one database, their time, and all that happens in it, in one thread. What a process does is
 * interrupted at its steps, where others go on within its call.
 */
final class World implements AutoCloseable {
    static final Instant BEGIN = Instant.parse("2026-01-01T12:00:00Z");
    /** So many can stand within a call of another. */
    private static final int DEEPEST = 3;

    private static final Duration SETTLING = Duration.ofMillis(250);
    private static final Duration SETTLED_AFTER = Duration.ofMinutes(5);

    final SplittableRandom random;
    final SettableClock clock = new SettableClock(BEGIN);
    final InMemoryEventStore store = InMemoryEventStore.builder().clock(clock).build();
    final Function<Steps, ViewCheckpoints> checkpoints;
    final Simulated subject;
    private final Subject own;
    private final Supplier<Subject> subjects;
    final Faults faults;
    final Verdict verdict;
    private final int batch;
    private final Duration lease;
    private final SimulatedExecutor agenda;
    private final CountingIds ids = new CountingIds();
    private final List<SimulatedProcess> processes = new ArrayList<>();
    private final List<String> story = new ArrayList<>();
    private boolean quiet = true;
    private int depth;
    private int born;
    private int toCome;
    private @Nullable Failure failure;

    /** What must not be. */
    record Failure(String what, @Nullable Throwable cause) {}

    World(SplittableRandom random, Supplier<Subject> subjects, Simulation.Database database) {
        this.random = random;
        this.subjects = subjects;
        this.own = subjects.get();
        this.subject = own.simulated();
        this.faults = new Faults(random);
        this.checkpoints = database.beside(store, new ModelTables(clock, faults.endsSilent(), own.rows()));
        this.verdict = new Verdict(this);
        this.batch = 1 + random.nextInt(6);
        this.lease = Duration.ofMillis(300 + random.nextInt(1_500));
        this.agenda = new SimulatedExecutor(clock, random::nextLong);
    }

    Espalier.Builder configuration(SimulatedProcess process) {
        var reached = new SteppedStore(store, checkpoints.apply(process), process);
        Espalier.Builder builder = subject.configure(reached).clock(clock).ids(ids);
        for (Projector each : subject.projectors())
            builder.subscribe(
                    subject.subscribe(each).batch(batch, Duration.ofSeconds(1)).lease(lease));
        return builder;
    }

    @Override
    public void close() {
        own.close();
    }

    /** Another database of the same application, without rows. */
    Subject anew() {
        return subjects.get();
    }

    List<String> story() {
        return story;
    }

    void tell(String what) {
        story.add(Duration.between(BEGIN, clock.instant()).toMillis() + " ms: " + what);
    }

    boolean isQuiet() {
        return quiet;
    }

    Duration upTo(int millis) {
        return Duration.ofMillis(1 + random.nextInt(1 + random.nextInt(millis)));
    }

    /** Everything, from the first event to the verdict; and what must not have been. */
    Optional<Failure> run() {
        SimulatedProcess first = bear(true);
        first.open();
        for (int acts = random.nextInt(8); acts > 0; acts--) act(first);
        quiet = false;
        start(first);
        for (int more = random.nextInt(3); more > 0; more--) later(1_000, () -> start(bear(random.nextInt(4) > 0)));
        for (int kills = faults.kills(); kills > 0; kills--) later(1_000, this::killAny);
        toCome = 1 + random.nextInt(16);
        for (int acts = toCome; acts > 0; acts--) later(1_000, this::due);
        while (toCome > 0 && failure == null) pass(SETTLING);
        settle();
        if (failure == null) verdict.check(processes.get(0).espalier());
        return Optional.ofNullable(failure);
    }

    private void later(int atMost, Runnable what) {
        agenda.schedule(what, upTo(atMost).toMillis(), TimeUnit.MILLISECONDS);
    }

    private SimulatedProcess bear(boolean follows) {
        return new SimulatedProcess("process " + ++born, follows, this);
    }

    private void start(SimulatedProcess process) {
        processes.add(process);
        try {
            process.start();
        } catch (Killed before) {
            // another one comes
        } catch (EspalierException trouble) {
            if (process.isDead()) return;
            tell(process.name + " could not start: " + trouble.getMessage());
            process.kill();
        }
    }

    /** Wherever it is, or while it waits. */
    private void killAny() {
        if (quiet || processes.isEmpty()) return;
        SimulatedProcess killed = processes.get(random.nextInt(processes.size()));
        tell(killed.name + " was killed");
        killed.kill();
    }

    /** Another one takes its place. */
    void died(SimulatedProcess process) {
        processes.remove(process);
        later(500, () -> start(bear(process.follows)));
    }

    private void due() {
        if (!act()) later(100, this::due);
    }

    /** Unless all are at something. */
    private boolean act() {
        if (toCome == 0) return true;
        var free = processes.stream().filter(SimulatedProcess::isFree).toList();
        if (free.isEmpty()) return false;
        toCome--;
        act(free.get(random.nextInt(free.size())));
        return true;
    }

    private void act(SimulatedProcess process) {
        long before = store.head();
        try {
            subject.act(process.espalier(), random);
        } catch (Killed inBetween) {
            // its story says so
        } catch (RuntimeException refused) {
            tell(process.name + " was refused: " + refused);
        }
        if (store.head() > before) tell(process.name + " has acted: the store ends at " + store.head());
    }

    /** Whoever has something to do at this moment goes on. */
    void others() {
        if (depth == DEEPEST) return;
        depth++;
        Instant end = clock.instant().plusMillis(2);
        if (random.nextInt(4) == 0) act();
        for (int steps = 1 + random.nextInt(6); steps > 0 && step(end); ) steps--;
        depth--;
    }

    /** Time passes, with all that happens in it. */
    void pass(Duration time) {
        Instant end = clock.instant().plus(time);
        if (depth < DEEPEST) {
            depth++;
            while (step(end)) {
                // that was it
            }
            depth--;
        }
        if (end.isAfter(clock.instant())) clock.set(end);
    }

    /** One task of those that are due by then, if there is one: any that is due already, or else the first. */
    private boolean step(Instant end) {
        if (failure != null) return false;
        Instant now = clock.instant();
        Instant earliest = end;
        SimulatedExecutor chosen = null;
        int due = 0;
        for (int i = -1; i < processes.size(); i++) {
            if (i >= 0 && !processes.get(i).acts()) continue;
            SimulatedExecutor each = i < 0 ? agenda : processes.get(i).executor;
            Instant next = each.next();
            if (next == null) continue;
            if (!next.isAfter(now)) {
                if (random.nextInt(++due) == 0) chosen = each;
            } else if (due == 0 && !next.isAfter(earliest)) {
                earliest = next;
                chosen = each;
            }
        }
        if (chosen == null) return false;
        run(chosen);
        return true;
    }

    private void run(SimulatedExecutor chosen) {
        try {
            chosen.runNext();
        } catch (Killed inBetween) {
            // its story says so
        } catch (RuntimeException | Error broken) {
            fail("what a process does at its executor has thrown " + broken, broken);
        }
        verdict.look();
    }

    /** Ends the simulation, from however deep within it. */
    void fail(String what, @Nullable Throwable cause) {
        if (failure == null) failure = new Failure(what, cause);
    }

    /** No more faults: everything comes to rest. */
    private void settle() {
        quiet = true;
        tell("from here on nothing goes wrong any more");
        Instant end = clock.instant().plus(SETTLED_AFTER);
        do pass(SETTLING);
        while (failure == null && !isSettled() && clock.instant().isBefore(end));
        if (failure == null && !isSettled()) fail("it never catches up:\n" + states(), null);
    }

    private boolean isSettled() {
        return agenda.next() == null
                && processes.stream()
                        .filter(each -> each.follows)
                        .anyMatch(each -> verdict.isCaughtUp(each.espalier()));
    }

    private String states() {
        return processes.stream()
                .filter(each -> each.follows)
                .map(each -> each.name + ":\n" + each.espalier().subscriptions().table())
                .collect(Collectors.joining());
    }
}
