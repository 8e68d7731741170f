package dev.espalier.testing;

import dev.espalier.Espalier;
import dev.espalier.infrastructure.Projector;
import dev.espalier.infrastructure.SubscriptionHeldException;
import dev.espalier.subscription.Subscription;
import java.util.random.RandomGenerator;

/** Notes, whose followers are deployed with another number of partitions all the time; where that is refused, with the next one. */
final class SimulatedDivisions extends SimulatedNotes {
    private static final int MOST = 4;

    private int wanted = 2;

    /** What cannot be handled cannot be divided anew. */
    @Override
    void fail(int number) {}

    @Override
    public Subscription subscribe(Projector projector) {
        return super.subscribe(projector).partitions(wanted);
    }

    @Override
    public void prepare(Espalier espalier) {
        try {
            espalier.subscriptions().repartition("notes");
        } catch (SubscriptionHeldException busy) {
            wanted = wanted % MOST + 1;
            throw busy;
        }
    }

    @Override
    public void act(Espalier espalier, RandomGenerator random) {
        boolean begun = !versions.all().isEmpty(); // the first ones have to agree
        if (!begun || random.nextInt(3) > 0) super.act(espalier, random);
        else wanted = 1 + random.nextInt(MOST);
    }
}
