package dev.espalier.infrastructure;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.ToIntFunction;

/**
 * Keeps the rows of the old domain model as the events say, in the very transaction that stores the events: each event
 * once, in order, after the append has been accepted; any exception takes back events and rows together. It sees the event
 * and a way to write rows, and must need nothing else: no clock, no command, no second source.
 *
 * <pre>{@code
 * class InvoiceSnapshotUpdateService extends SnapshotUpdateService {
 *     InvoiceSnapshotUpdateService(InvoiceCommandRepository invoices) {
 *         super("invoice-rows");
 *         on(NewInvoiceCreated.class, invoices::add);
 *     }
 * }
 * }</pre>
 *
 * A service speaks about every type of a family that it touches: it handles it or ignores it, told when it is opened.
 * Complete after its constructor; then safe for use by several threads if its repositories are.
 */
public abstract class SnapshotUpdateService {
    /**
     * Writes the rows of one event.
     *
     * @param <E> the type of event
     */
    @FunctionalInterface
    public interface Update<E extends Event> {
        /**
         * Writes them.
         *
         * @param event what happened
         * @param transaction the way to write rows
         * @return how many rows were written
         * @throws Exception anything; everything is rolled back then
         */
        int update(E event, Transaction transaction) throws Exception;
    }

    /**
     * The same, where a row also holds the version or the time of the event.
     *
     * @param <E> the type of event
     */
    @FunctionalInterface
    public interface EnvelopeUpdate<E extends Event> {
        /**
         * Writes them.
         *
         * @param event what happened
         * @param envelope what the store knows of it
         * @param transaction the way to write rows
         * @return how many rows were written
         * @throws Exception anything; everything is rolled back then
         */
        int update(E event, EventEnvelope envelope, Transaction transaction) throws Exception;
    }

    private record Registered(EnvelopeUpdate<Event> update, ToIntFunction<Event> rows) {}

    private final String name;
    private final Map<Class<?>, Registered> registered = new HashMap<>();

    /** A service that is called as its class. Renaming the class makes it a new service. */
    protected SnapshotUpdateService() {
        this.name = getClass().getSimpleName();
        if (name.isEmpty())
            throw new InvalidInputException(
                    "service name", getClass().getName(), "is anonymous; give it a name: super(\"invoice-rows\")");
    }

    /**
     * A service with a name of its own, under which the store records how far its rows are.
     *
     * @param name 1 to 64 code points, not blank; stays when the class is renamed
     */
    protected SnapshotUpdateService(String name) {
        Text.check("service name", name, 64);
        this.name = name;
    }

    /**
     * This event writes one row.
     *
     * @param <E> the type of event
     * @param type its class
     * @param update writes the row; any other count than 1 is an error
     */
    protected final <E extends Event> void on(Class<E> type, Update<? super E> update) {
        on(type, event -> 1, update);
    }

    /**
     * This event writes several rows, such as a parent and its children.
     *
     * @param <E> the type of event
     * @param type its class
     * @param rows how many rows the event must write
     * @param update writes them; any other count is an error
     */
    protected final <E extends Event> void on(Class<E> type, ToIntFunction<? super E> rows, Update<? super E> update) {
        register(type, (event, envelope, transaction) -> update.update(event, transaction), rows);
    }

    /**
     * This event writes one row that also holds its version or time.
     *
     * @param <E> the type of event
     * @param type its class
     * @param update writes the row; any other count than 1 is an error
     */
    protected final <E extends Event> void on(Class<E> type, EnvelopeUpdate<? super E> update) {
        register(type, update, event -> 1);
    }

    /**
     * These events change no row of this service.
     *
     * @param types their classes
     */
    @SafeVarargs
    protected final void ignore(Class<? extends Event>... types) {
        for (Class<? extends Event> type : types) register(type, (event, envelope, transaction) -> 0, event -> 0);
    }

    @SuppressWarnings("unchecked") // found again only under the class that it was registered with
    private <E extends Event> void register(
            Class<E> type, EnvelopeUpdate<? super E> update, ToIntFunction<? super E> rows) {
        var entry = new Registered((EnvelopeUpdate<Event>) update, (ToIntFunction<Event>) rows);
        if (registered.put(type, entry) != null)
            throw new InvalidInputException("event type", type.getName(), "is spoken about twice by service " + name);
    }

    /**
     * Under which name the store knows this service.
     *
     * @return the name
     */
    public final String name() {
        return name;
    }

    /**
     * What this service speaks about.
     *
     * @return the types that it handles or ignores
     */
    public final Set<Class<?>> types() {
        return Set.copyOf(registered.keySet());
    }

    /**
     * Writes the rows of one stored event, of each part in turn where it became several; events of other families are passed
     * by. For the library, and for tests of a service.
     *
     * @param envelope the event
     * @param transaction the way to write rows
     * @throws SnapshotUpdateException when the rows cannot be written, or are not as many as they must be
     */
    public final void update(EventEnvelope envelope, Transaction transaction) {
        for (Event event : envelope.events()) update(event, envelope, transaction);
    }

    private void update(Event event, EventEnvelope envelope, Transaction transaction) {
        Registered entry = registered.get(event.getClass());
        if (entry == null) return;
        int written;
        try {
            written = entry.update.update(event, envelope, transaction);
        } catch (Exception cause) {
            if (cause instanceof InterruptedException) Thread.currentThread().interrupt();
            throw new SnapshotUpdateException(name, envelope, "failed", cause);
        }
        int expected = entry.rows.applyAsInt(event);
        if (written != expected)
            throw new SnapshotUpdateException(
                    name, envelope, "wrote " + written + " rows instead of " + expected, null);
    }
}
