package dev.espalier.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.espalier.Espalier;
import dev.espalier.infrastructure.EventEnvelope;
import dev.espalier.infrastructure.Projector;
import dev.espalier.infrastructure.Transaction;
import dev.espalier.infrastructure.ViewModel;
import dev.espalier.subscription.SubscriptionStatus;
import dev.espalier.subscription.ViewModelStatus.State;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/** Notes, and a view of them that is built anew, put in its place, taken back and dropped all the time. */
class SimulatedViews extends SimulatedNotes {
    private final Map<Integer, SimulatedRows<Long, Integer>> tables = new TreeMap<>();

    /** The place of each note, which can be there only once. */
    final class View extends ViewModel {
        View(int version) {
            super("places", version);
            on(Noted.class, this::add);
        }

        private void add(Noted event, EventEnvelope envelope, Transaction transaction) {
            var rows = tables.get(version());
            if (rows.find(envelope.position()).isPresent()) throw new IllegalStateException("it is there");
            rows.put(transaction, envelope.position(), event.number());
        }

        @Override
        public void create(Transaction transaction) {
            drop(transaction);
            transaction.onRollback(() -> tables.remove(version()));
            tables.put(version(), new SimulatedRows<>());
        }

        @Override
        public void drop(Transaction transaction) {
            var dropped = tables.get(version());
            if (dropped == null) return;
            transaction.onRollback(() -> tables.put(version(), dropped));
            tables.remove(version());
        }

        @Override
        public void verify(Transaction transaction) {
            int live = tables.size() == 1 ? version() : 3 - version();
            if (!tables.get(version()).all().equals(tables.get(live).all())) throw new IllegalStateException("another");
        }
    }

    @Override
    public List<? extends Projector> projectors() {
        return List.of(new Notes(), new View(1), new View(2));
    }

    @Override
    public void act(Espalier espalier, RandomGenerator random) {
        // said where nobody follows, others would hear of some words with the next event only
        boolean follows = espalier.subscriptions().status("notes").state() != SubscriptionStatus.State.STOPPED;
        if (!follows || random.nextInt(3) == 0) {
            super.act(espalier, random);
            return;
        }
        var views = espalier.subscriptions().viewModels();
        var version = new View(1 + random.nextInt(2));
        switch (random.nextInt(7)) {
            case 0, 1 -> views.prepare(version);
            case 2, 3 -> views.goLive(version);
            case 4 -> views.goBack("places");
            case 5 -> views.release("places");
            default -> views.abort(version);
        }
    }

    @Override
    public Object rows() {
        var all = new HashMap<Object, Object>();
        tables.forEach((version, rows) -> all.put(version, rows.all()));
        all.put("notes", super.rows());
        return all;
    }

    /** A version has a table as long as it has a checkpoint. */
    @Override
    public void check(Espalier espalier) {
        for (var status : espalier.subscriptions().viewModels().status("places"))
            assertThat(tables.containsKey(status.version())).as("%s", status).isEqualTo(status.state() != State.ABSENT);
    }
}
