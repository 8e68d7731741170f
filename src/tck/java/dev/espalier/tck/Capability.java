package dev.espalier.tck;

/**
 * What a store may lack. A fixture declares what its store lacks with {@link StoreFixture#absent()}; the kit asserts then that
 * the store refuses it, or behaves as is said here. Nothing else is optional.
 */
public enum Capability {
    /**
     * Several streams in one append (lines 14, 31, 72a). Without it, such an append is refused with an {@code
     * InvalidInputException} before anything is written.
     */
    MULTI_STREAM_APPENDS,
    /**
     * Decision boundaries (lines 60 to 76). Without them, an append that carries a query is refused with an {@code
     * InvalidInputException} before anything is written.
     */
    BOUNDARIES,
    /** The events of one append have neighbouring positions (line 36). Without it they keep their order all the same. */
    CONTIGUOUS_BATCHES,
    /** A filtered read does not wait for an unrelated writer (line 39). Without it the read ends once the writer does. */
    UNSTALLED_READS,
    /**
     * An iteration shows nothing that was committed after it began (line 57). Without it later events may follow the earlier
     * ones, and the marker of the read still guards everything that it did not show.
     */
    FIXED_READS,
    /**
     * Boundaries on different tags never conflict (line 73). Without it some of such racers lose, with a conflict that may be
     * tried again.
     */
    PARALLEL_BOUNDARIES,
    /**
     * Participants and units of work (lines 77 to 80a): the store is a {@code TransactionalStore}. Without them it is none,
     * and an append that has a participant is refused with an {@code InvalidInputException} before anything is written.
     */
    PARTICIPANTS,
    /** Participants see final positions (line 80). Without it they see 0. */
    POSITIONS_IN_PARTICIPANTS,
    /**
     * Appends in a transaction of the application's own (line 81), which the fixture offers by {@link StoreFixture#join}.
     * Without it the store has no public method that returns a {@code JoinedTransaction}.
     */
    JOINED_TRANSACTIONS,
    /**
     * Commands that carry an id happen once (lines 110 to 114): the store is a {@code CommandStore}, its units of work and
     * joined transactions are {@code CommandLog}s. Without them it is none.
     */
    REPEATED_COMMANDS,
    /** Stored states of streams (line 86): the store is an {@code AggregateSnapshotStore}. Without them it is none. */
    AGGREGATE_SNAPSHOTS,
    /**
     * Checkpoints beside the events (lines 82 to 96): the store is a {@code CheckpointedStore}. Without it, it is none.
     */
    CHECKPOINTS,
    /**
     * Which version of a view is in use, how services run, and partitions, whose checkpoints are made all at once: the
     * checkpoints of the store are {@code ViewCheckpoints}.
     * Without it, they are none.
     */
    VIEW_CHECKPOINTS,
    /** A store that is closed and opened again has its events still. Without it, the new one is empty. */
    RESTART,
    /**
     * Two instances on the same data at the same time (lines 32, 101). Without it the second is refused when it is opened, or
     * shares nothing with the first.
     */
    SHARING,
    /**
     * Instances in several processes (lines 32, 37, 76, 101), which the fixture offers by {@link
     * StoreFixture#otherProcess()}. Without it there is no such offer.
     */
    PROCESSES,
    /**
     * What the store stands on is a process of its own, such as the server of a database, which can be killed under open
     * stores (line 109); the fixture offers such data by {@link StoreFixture#mortal()}. Without it there is no such offer: the
     * store dies with its own process, as {@link #PROCESSES} do.
     */
    KILLS,
    /**
     * Streams are archived, closed and deleted (lines 97 to 99): the store is an {@code AdministeredStore}, which allows
     * deletion where {@link StoreFixture#open} opens it and refuses it where {@link StoreFixture#openBeside} does. Without it,
     * it is none.
     */
    ADMINISTRATION,
    /**
     * Whatever changes or removes a stored event behind the back of the store is refused (line 100); the fixture tries by
     * {@link StoreFixture#changes}. Without it the fixture has no such attempts.
     */
    IMMUTABLE_EVENTS,
    /** The store tells which history it holds (line 108): it is an {@code IdentifiedStore}. Without it, it is none. */
    IDENTITY,
    /** The stored types are told at once: the store is a {@code StoredTypes}. Without it, it is none. */
    STORED_TYPES
}
