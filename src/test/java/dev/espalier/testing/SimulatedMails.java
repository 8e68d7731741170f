package dev.espalier.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.espalier.Espalier;
import dev.espalier.infrastructure.EventEnvelope;
import dev.espalier.infrastructure.Query;
import dev.espalier.infrastructure.Reactor;
import dev.espalier.store.Checkpoint;
import dev.espalier.store.EventStore;
import dev.espalier.subscription.Subscription;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;

/** Notes, and a mail for each that is stored after the mails were activated. */
final class SimulatedMails extends SimulatedNotes {
    /** From where on the mails of one simulation are to be sent, as the checkpoint says that is opened for them. */
    static final class Mark {
        private long position;

        private void seen(String name, Checkpoint at) {
            if (name.equals("mails") && position < 0) position = at.position();
        }

        /** The model, which tells it. */
        Simulation.Database database() {
            return (store, tables) -> {
                position = -1;
                return steps -> new ModelCheckpoints(tables, steps) {
                    @Override
                    public Checkpoint open(String subscription, Checkpoint start) {
                        Checkpoint at = super.open(subscription, start);
                        seen(subscription, at);
                        return at;
                    }

                    @Override
                    public Optional<Checkpoint> find(String subscription) {
                        var found = super.find(subscription);
                        found.ifPresent(at -> seen(subscription, at));
                        return found;
                    }
                };
            };
        }
    }

    private final Mark mark;
    private final SortedMap<Long, UUID> mails = new TreeMap<>();

    SimulatedMails(Mark mark) {
        this.mark = mark;
    }

    /** None for the first time after one that is behind it, and again only under the same key. */
    private final class Mails extends Reactor {
        Mails() {
            super("mails");
            on(Noted.class, (event, occasion) -> {
                long position = occasion.envelope().position();
                long last = mails.isEmpty() ? 0 : mails.lastKey();
                UUID before = mails.put(position, occasion.key());
                assertThat(before).isIn(position > last ? null : occasion.key());
            });
        }
    }

    @Override
    public Espalier.Builder configure(EventStore store) {
        return super.configure(store).subscribe(Subscription.of(new Mails()));
    }

    @Override
    public void check(Espalier espalier) {
        List<Long> due = new ArrayList<>();
        try (var events = espalier.eventStoreService().read(Query.types(Noted.class))) {
            for (EventEnvelope each : events) if (each.position() > mark.position) due.add(each.position());
        }
        assertThat(mails.keySet()).as("mails after %s", mark.position).containsExactlyElementsOf(due);
    }
}
