package dev.espalier.testing;

import dev.espalier.Espalier;
import dev.espalier.infrastructure.StoreUnavailableException;
import dev.espalier.infrastructure.Waiting;
import dev.espalier.store.Lease;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** One process of the application: what it holds in memory, and how it dies. */
final class SimulatedProcess implements Steps {
    /** Ends what a process was at when it died. */
    static final class Killed extends Error {
        private static final long serialVersionUID = 1;

        Killed() {
            super("simulated: the process was killed", null, false, false);
        }
    }

    final String name;
    /** Whether it runs the subscriptions; others append only, and tell nobody. */
    final boolean follows;

    final SimulatedExecutor executor;
    private final World world;
    private @Nullable Espalier espalier;
    private boolean dead;
    private boolean hangs;
    private int interrupted;

    SimulatedProcess(String name, boolean follows, World world) {
        this.name = name;
        this.follows = follows;
        this.world = world;
        this.executor = new SimulatedExecutor(world.clock, world.random::nextLong);
    }

    void open() {
        espalier = world.configuration(this)
                .waiting(
                        new Waiting() {
                            @Override
                            public long nanoTime() {
                                return Duration.between(World.BEGIN, world.clock.instant())
                                        .toNanos();
                            }

                            @Override
                            public void pause(Duration time) {
                                world.pass(time);
                            }
                        },
                        world.random::nextLong)
                .open();
    }

    void start() {
        if (espalier == null) open();
        if (!follows) return;
        world.subject.prepare(espalier());
        world.verdict.follow(espalier());
        espalier().subscriptions().start(executor);
    }

    Espalier espalier() {
        if (espalier == null) throw new IllegalStateException(name + " is not open");
        return espalier;
    }

    /** Whether something can be asked of it: what holds a lock in a real process would hold nobody up in one thread. */
    boolean isFree() {
        return espalier != null && acts() && interrupted == 0;
    }

    boolean isDead() {
        return dead;
    }

    /** Whether it does anything at the moment. */
    boolean acts() {
        return !dead && !hangs;
    }

    void kill() {
        dead = true;
        executor.shutdownNow();
        world.died(this);
    }

    @Override
    public void before(String step, String subject) {
        at(step, subject, false);
    }

    @Override
    public void after(String step, String subject) {
        at(step, subject, true);
    }

    @Override
    public void moved(Lease lease) {
        world.verdict.moved(lease);
    }

    @Override
    public void word(String subscription) {
        world.verdict.forget(subscription);
    }

    @Override
    public void silent(String transaction) {
        world.tell(
                "the database ended the transaction of " + name + " on " + transaction + ", as it heard nothing of it");
    }

    private void at(String step, String subject, boolean taken) {
        if (dead) throw new Killed();
        if (world.isQuiet()) return;
        interrupted++;
        try {
            interrupt(step, subject, taken);
        } finally {
            interrupted--;
        }
        if (dead) throw new Killed();
    }

    private void interrupt(String step, String subject, boolean taken) {
        Faults.Kind fault = world.faults.next();
        if (fault != null) suffer(fault, (taken ? " has come to " : " was to ") + step + " " + subject, taken);
        else if (world.faults.isInterleaved()) world.others();
    }

    private void suffer(Faults.Kind fault, String step, boolean taken) {
        switch (fault) {
            case KILL -> {
                world.tell(name + step + " and was killed");
                kill();
            }
            case HANG -> {
                Duration time = world.upTo(4_000);
                world.tell(name + step + " and hung for " + time.toMillis() + " ms");
                hangs = true;
                world.pass(time);
                hangs = false;
            }
            case SLOW -> {
                Duration time = world.upTo(400);
                world.tell(name + step + " and waited for " + time.toMillis() + " ms");
                world.pass(time);
            }
            case FAIL -> {
                String what = taken ? "the answer was lost" : "the connection was lost";
                world.tell(name + step + " and " + what);
                throw new StoreUnavailableException("simulated: " + what, null);
            }
        }
    }
}
