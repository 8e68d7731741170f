package dev.espalier.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.espalier.Espalier;
import dev.espalier.infrastructure.EventEnvelope;
import dev.espalier.infrastructure.Query;
import dev.espalier.infrastructure.ServiceMode;
import dev.espalier.infrastructure.SnapshotUpdateService;
import dev.espalier.infrastructure.Transaction;
import dev.espalier.store.EventStore;
import dev.espalier.subscription.Subscription;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** Notes, and a service that keeps them too, in the appends or later, as somebody says all the time. */
final class SimulatedServices extends SimulatedNotes {
    private static final String NAME = "kept";

    private final SimulatedRows<String, List<Long>> kept = new SimulatedRows<>();

    /** Keeps of each stream what it was given, in that order. */
    private final class Kept extends SnapshotUpdateService {
        Kept() {
            super(NAME);
            on(Noted.class, this::keep);
            ignore(Skipped.class);
        }

        private int keep(Noted event, EventEnvelope envelope, Transaction transaction) {
            join(kept, envelope, transaction);
            return 1;
        }
    }

    @Override
    public Espalier.Builder configure(EventStore store) {
        return super.configure(store)
                .subscribe(Subscription.of(new Kept())
                        .batch(2, Duration.ofSeconds(1))
                        .lease(Duration.ofMillis(500))
                        .switching(ServiceMode.INLINE));
    }

    @Override
    public void act(Espalier espalier, RandomGenerator random) {
        var services = espalier.subscriptions().services();
        switch (random.nextInt(5)) {
            case 0 -> services.inline(NAME);
            case 1 -> services.asynchronous(NAME);
            default -> super.act(espalier, random);
        }
    }

    /** However each was written: every event once, and in its order. */
    @Override
    public void check(Espalier espalier) {
        var expected = new SimulatedRows<String, List<Long>>();
        try (var events =
                espalier.eventStoreService().read(Query.types(Noted.class).withArchived())) {
            ModelTransaction.run(
                    new ModelTransaction(null),
                    transaction -> events.forEach(each -> join(expected, each, transaction)));
        }
        assertThat(new ArrayList<>(kept.all().entrySet()))
                .containsExactlyElementsOf(expected.all().entrySet());
    }
}
