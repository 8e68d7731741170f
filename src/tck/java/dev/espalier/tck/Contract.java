package dev.espalier.tck;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** The numbered lines of the store contract, in their order. */
final class Contract {
    /** Instead of a number: what the interfaces of the store package promise besides. */
    static final String INTERFACES = "SPI";

    /** Measured by benchmarks: a test that looks at the clock would prove nothing. */
    static final Set<String> BENCHMARKS = Set.of("105", "106", "107");

    private static final String TEXT = """
            1 A new store: empty reads, head 0, an unknown stream has version 0
            2 One event round-trips with everything that belongs to it
            3 A batch keeps its order, its versions are contiguous
            4 Streams are isolated
            5 Positions strictly increase across batches and streams
            6 An empty batch does nothing, or only tests its condition
            7 EXACTLY(n) passes when equal
            8 EXACTLY(n) fails low, high, and on a missing stream
            9 NO_STREAM passes, then fails
            10 STREAM_EXISTS fails, then passes
            11 ANY passes both
            12 The conflict carries stream, expected, actual
            13 A failed append leaves nothing
            14 A batch over several streams is atomic
            15 One stream twice in a batch: consecutive versions
            16 A duplicate id inside a batch is refused
            17 A replayed batch returns its original receipt
            18 A partial replay is a duplicate, nothing is written
            19 The same ids in another order or stream are duplicates
            20 Large appends up to the declared limit, not beyond
            21 Payloads of every shape and 1 MiB
            22 Keys that differ in case, a space, category are different
            23 Keys of every character and length, the bad ones refused
            24 Null and blank names refused, limits of tag, type, metadata
            25 The caller cannot change stored data
            26 A store failure is never reported as a conflict
            27 Racers with the same EXACTLY(n): exactly one wins
            28 Racers with NO_STREAM: exactly one wins
            29 Racers with ANY or STREAM_EXISTS all succeed, in order
            30 Racers on different streams all succeed
            31 Opposite stream order in batches: no deadlock
            32 Two instances on one database see one truth
            33 No reader ever skips what is committed late
            34 A rolled-back append leaves no stuck reader
            35 A slow open transaction: readers deliver in order
            36 Batches do not interleave in position order [C]
            37 Killed before the commit: nothing stored, a retry succeeds
            38 An interrupted thread: flag restored, no partial write
            39 An in-flight writer does not stall a filtered read [C]
            40 Read forward
            41 Read backward
            42 After exclusive, up to inclusive, both, crossing
            43 Limit 0, 1, exact, over
            44 After the head and beyond: empty
            45 Paging returns each event once
            46 All, forward and backward
            47 First, last, last before a version
            48 By type: one, several, unknown
            49 Tags AND, items OR, type with tag
            50 An event that two items mean comes once
            51 The order of items is irrelevant
            52 all() is no filter
            53 By category
            54 By event id
            55 By a range of recordedAt [C]
            56 The head that a read returns
            57 An iteration sees nothing committed after it began [C]
            58 A thousand abandoned reads exhaust nothing
            59 Reads go on while a writer holds its lock
            60 Boundary: no match passes
            61 Boundary: a match by type, tag, both, all fails
            62 Boundary: one of two required tags is no match
            63 Boundary: after the match passes, one less fails
            64 Boundary: after beyond the head passes
            65 Boundary: without after, any match ever fails
            66 Several conditions: all tested, the failing one named
            67 A batch's own events never conflict with its condition
            68 Version and boundary together: either can fail
            69 Racers on overlapping tags: exactly one wins
            70 A commit while the query is read: the stale decision loses
            70a No never-seen lower match passes
            71 Unconditional racing conditional: no silent pass
            72 One query read twice, then append: passes
            72a A stream that was read and not written guards
            73 Disjoint tags in parallel without false conflict [C]
            74 Several values of one tag key are all found
            75 Tags whose hashes collide stay distinct
            76 Random oracle: every stored condition holds in the log
            77 A participant's rows commit with the events
            78 A participant throws: nothing stored, its exception told
            79 Never called for what is empty, replayed, refused
            80 A participant sees final versions (positions: [C])
            80a An append from inside a participant is refused
            81 Append inside the caller's transaction
            82 No checkpoint is 0
            83 Compare-and-set of checkpoints
            84 Checkpoint and view rows in one transaction
            85 Leases
            86 Aggregate snapshots
            87 A projection fed twice gives the same rows
            88 A rebuild equals the live table
            89 History then live, in position order
            90 Start from origin, now, a position
            91 A filtered subscription moves its checkpoint
            92 A lost wake-up is repaired by polling
            93 Order per key with several workers
            94 A poison event: stop, retry, skip
            95 A stop during a batch is prompt
            96 Await processed
            97 Archive hides and keeps versions
            98 A closed stream refuses appends
            99 Hard delete as a tombstone
            100 UPDATE and DELETE are refused by the database [C]
            101 Creating the schema is idempotent and safe
            102 Use after close is a clear error
            103 Two stores under different prefixes share nothing
            104 Import keeps occurredAt and ids
            105 Append cost does not grow
            106 Reading a stream does not scan the store
            107 Finished or abandoned reads leave nothing behind
            108 A database restored to an earlier point is noticed
            109 kill -9 of the database: nothing told twice or gone
            110 A repeated command returns its first receipt [C]
            111 One command id with another content is refused
            112 Racers with one command id: one decides, all get its receipt
            113 A command that was rolled back is not remembered
            114 A command that is forgotten is a new one
            SPI What the interfaces promise besides
            """;

    /** From number to words. */
    static final Map<String, String> LINES = TEXT.lines()
            .collect(Collectors.toMap(
                    line -> line.substring(0, line.indexOf(' ')),
                    line -> line.substring(line.indexOf(' ') + 1),
                    (one, two) -> one,
                    java.util.LinkedHashMap::new));

    private Contract() {}

    /** In the order of the contract. */
    static List<String> numbers() {
        return List.copyOf(LINES.keySet());
    }
}
