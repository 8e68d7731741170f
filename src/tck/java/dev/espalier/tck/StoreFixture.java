package dev.espalier.tck;

import dev.espalier.store.EventStore;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;

/**
 * The one thing that a store author writes: where the data of one test are, and how a store on them is opened. Each test has
 * a fixture of its own, whose data are empty at first; the kit closes every store that it opened, then the fixture.
 */
public interface StoreFixture {
    /**
     * Opens a store on the data of this fixture, with deletion allowed and events immutable where it can be: empty the first
     * time. When it is called again, the earlier instance is
     * closed already ({@link Capability#RESTART}) or still in use ({@link Capability#SHARING}); several threads may call it
     * at once then.
     *
     * @return an open store
     * @throws Exception when it cannot be opened
     */
    EventStore open() throws Exception;

    /**
     * Opens an empty store beside, as another tenant would: under another prefix, schema or folder of the same database or
     * disk, with deletion not allowed. Called at most once.
     *
     * @return an open store that shares nothing with the others
     * @throws Exception when it cannot be opened
     */
    EventStore openBeside() throws Exception;

    /**
     * What the store lacks.
     *
     * @return nothing by default
     */
    default Set<Capability> absent() {
        return Set.of();
    }

    /**
     * Rows of the kind that participants write: by default a map in memory that undoes what is rolled back, which says
     * nothing about a database.
     *
     * @return on the data of this fixture; called once, after the store was opened
     * @throws Exception when they cannot be prepared
     */
    default Rows rows() throws Exception {
        return Rows.inMemory();
    }

    /**
     * Begins a transaction of the application's own and lets the store join it.
     *
     * @param store that was opened by this fixture
     * @return a transaction that has begun
     * @throws Exception when it cannot be begun
     * @throws UnsupportedOperationException when joined transactions are declared absent
     */
    default ApplicationTransaction join(EventStore store) throws Exception {
        throw new UnsupportedOperationException("joined transactions are declared absent");
    }

    /**
     * How another process opens a store on the same data.
     *
     * @return empty when processes are declared absent
     */
    default Optional<OtherProcess> otherProcess() {
        return Optional.empty();
    }

    /**
     * Takes away what the store stands on, such as its database or its network, until the returned handle is closed.
     *
     * @return empty when this fixture cannot; failures are proved by closing the store then
     * @throws Exception when it fails to
     */
    default Optional<AutoCloseable> outage() throws Exception {
        return Optional.empty();
    }

    /**
     * Data on something that can be killed without harm to other tests, such as a server of its own.
     *
     * @return empty when kills are declared absent; else another fixture, which the kit closes
     * @throws Exception when it cannot be prepared
     */
    default Optional<MortalFixture> mortal() throws Exception {
        return Optional.empty();
    }

    /**
     * Keeps a copy of the data as they are, and puts it back when the handle is closed, under the stores that are open.
     *
     * @return empty when this fixture cannot
     * @throws Exception when it fails to
     */
    default Optional<AutoCloseable> backup() throws Exception {
        return Optional.empty();
    }

    /**
     * Attempts to change or remove an event behind the back of the store, as by plain SQL; each must fail.
     *
     * @param event that is stored
     * @return none when immutable events are declared absent
     */
    default List<Callable<?>> changes(UUID event) {
        return List.of();
    }

    /**
     * Removes the data. The stores are closed already.
     *
     * @throws Exception when something is left behind
     */
    void close() throws Exception;
}
