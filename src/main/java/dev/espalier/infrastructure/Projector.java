package dev.espalier.infrastructure;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Keeps rows of a view as the events say, some time after they were stored: each event at least once, in the order of
 * positions, with the effect of once, since the rows and how far they are commit together. It sees the event and a way to
 * write rows, and must need nothing else: no clock, no command, no second source; so it can be run again from the beginning.
 *
 * <pre>{@code
 * class CustomerAccounts extends Projector {
 *     CustomerAccounts(AccountRows accounts) {
 *         super("customer-accounts");
 *         on(NewInvoiceCreated.class, accounts::open);
 *     }
 * }
 * }</pre>
 *
 * Complete after its constructor; then called by one thread at a time, for each partition where it is divided.
 */
public abstract class Projector {
    /**
     * Writes the rows of one event.
     *
     * @param <E> the type of event
     */
    @FunctionalInterface
    public interface Projection<E extends Event> {
        /**
         * Writes them.
         *
         * @param event what happened
         * @param transaction the way to write rows
         * @throws Exception anything; everything is rolled back then
         */
        void project(E event, Transaction transaction) throws Exception;
    }

    /**
     * The same, where a row also holds the position, version or time of the event.
     *
     * @param <E> the type of event
     */
    @FunctionalInterface
    public interface EnvelopeProjection<E extends Event> {
        /**
         * Writes them.
         *
         * @param event what happened
         * @param envelope what the store knows of it
         * @param transaction the way to write rows
         * @throws Exception anything; everything is rolled back then
         */
        void project(E event, EventEnvelope envelope, Transaction transaction) throws Exception;
    }

    /**
     * Writes what was gathered from the events of a batch.
     *
     * @param <B> what was gathered
     */
    @FunctionalInterface
    public interface Gathered<B> {
        /**
         * Writes it.
         *
         * @param all of the batch
         * @param transaction the way to write rows
         * @throws Exception anything; everything is rolled back then
         */
        void write(B all, Transaction transaction) throws Exception;
    }

    private final String name;
    private final List<PerBatch<?>> perBatch = new ArrayList<>();
    private final Map<Class<? extends Event>, EnvelopeProjection<Event>> projections = new HashMap<>();

    /**
     * A projector under the name that its checkpoint is kept by.
     *
     * @param name 1 to 64 code points, not blank; stays when the class is renamed
     */
    protected Projector(String name) {
        Text.check("projector name", name, 64);
        this.name = name;
    }

    /**
     * This event changes rows.
     *
     * @param <E> the type of event
     * @param type its class
     * @param projection writes them
     */
    protected final <E extends Event> void on(Class<E> type, Projection<? super E> projection) {
        on(type, (event, envelope, transaction) -> projection.project(event, transaction));
    }

    /**
     * This event changes rows that also hold its position, version or time.
     *
     * @param <E> the type of event
     * @param type its class
     * @param projection writes them
     */
    @SuppressWarnings("unchecked") // found again only under the class that it was registered with
    protected final <E extends Event> void on(Class<E> type, EnvelopeProjection<? super E> projection) {
        if (projections.put(type, (EnvelopeProjection<Event>) projection) != null)
            throw new InvalidInputException("event type", type.getName(), "is spoken about twice by projector " + name);
    }

    /**
     * Gathers something over the events of each batch, to write it once: sums and counts, where a statement for each event would
     * be too slow. How many events a batch has is not to be relied on.
     *
     * <pre>{@code
     * PerBatch<Map<String, Long>> sold = perBatch(HashMap::new, rows::add);
     * on(LineAdded.class, (event, transaction) -> sold.in(transaction).merge(event.product(), event.quantity(), Long::sum));
     * }</pre>
     *
     * @param <B> what is gathered
     * @param empty with which a batch begins
     * @param writer called at the end of a batch in which something was gathered, in its transaction
     * @return the way to it
     */
    protected final <B> PerBatch<B> perBatch(Supplier<? extends B> empty, Gathered<? super B> writer) {
        var made = new PerBatch<B>(empty, writer);
        perBatch.add(made);
        return made;
    }

    /**
     * Under which name its checkpoint is kept.
     *
     * @return the name
     */
    public final String name() {
        return name;
    }

    /**
     * What it listens to; other events are never loaded for it.
     *
     * @return the types
     */
    public final Set<Class<? extends Event>> types() {
        return Set.copyOf(projections.keySet());
    }

    /**
     * Writes the rows of one stored event, of each part in turn where it became several; other types are passed by. For the
     * library, and for tests of a projector.
     *
     * @param envelope the event
     * @param transaction the way to write rows
     * @throws ProjectionException when they cannot be written
     */
    public final void project(EventEnvelope envelope, Transaction transaction) {
        for (Event event : envelope.events()) project(event, envelope, transaction);
    }

    /**
     * Writes what was gathered, after the last event of a batch. For the library, and for tests of a projector.
     *
     * @param last event of the batch
     * @param transaction of all its events
     * @throws ProjectionException when it cannot be written
     */
    public final void end(EventEnvelope last, Transaction transaction) {
        try {
            for (PerBatch<?> each : perBatch) each.write(transaction);
        } catch (Exception cause) {
            if (cause instanceof InterruptedException) Thread.currentThread().interrupt();
            throw new ProjectionException(name, last, cause);
        }
    }

    private void project(Event event, EventEnvelope envelope, Transaction transaction) {
        var projection = projections.get(event.getClass());
        if (projection == null) return;
        try {
            projection.project(event, envelope, transaction);
        } catch (Exception cause) {
            if (cause instanceof InterruptedException) Thread.currentThread().interrupt();
            throw new ProjectionException(name, envelope, cause);
        }
    }
}
