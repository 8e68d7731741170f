package dev.espalier.tck;

import dev.espalier.infrastructure.ExpectedVersion.Rule;
import dev.espalier.store.StreamChange;
import dev.espalier.store.TransactionalStore;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/** What can be wrong with a store, and at which lines the kit must say so. */
enum Fault {
    NONE(Instance::new),
    IDLE(Honours.Nothing::new),
    IDLE_AND_ALL_ABSENT(Honours.Nothing::new, MemoryApplication::new, EnumSet.allOf(Capability.class)),
    THROWING(Honours.NotEvenSilence::new),

    FULL_AT_FIRST(BrokenLifetimes::full, "1"),
    TAGS_LOST(BrokenReads::losingTags, "2", "24", "25"),
    METADATA_LOST(BrokenReads::losingMetadata, "2", "24"),
    ORIGINS_LOST(BrokenReads::losingOrigins, "2"),
    MICROS_CUT(BrokenReads::cuttingMicros, "2"),
    RECORDED_BACKWARDS(BrokenReads::recordingBackwards, "2"),
    VERSIONS_FROM_ZERO(BrokenReads::countingVersionsFromZero, "2", "3", "15"),
    STREAMS_MIXED(BrokenAnswers.Mixing::new, "4"),
    POSITIONS_REPEATED(BrokenReads::repeatingPositions, "5"),
    POSITIONS_REUSED_AFTER_RESTART(BrokenReads::reusingPositions, "32"),
    PAYLOADS_MANGLED(BrokenAppends::manglingPayloads, "21"),

    EMPTY_IGNORED(BrokenAppends.IgnoringEmpty::new, "6"),
    NUMBERS_REFUSED(BrokenConditions::refusingNumbers, "7"),
    NUMBERS_IGNORED(BrokenConditions::ignoringNumbers, "8", "12", "27", "68"),
    NO_STREAM_IGNORED(good -> BrokenConditions.ignoring(good, Rule.NO_STREAM), "9", "28"),
    STREAM_EXISTS_IGNORED(good -> BrokenConditions.ignoring(good, Rule.STREAM_EXISTS), "10"),
    ANY_REFUSED(BrokenConditions::refusingAny, "11"),
    CONFLICTS_VAGUE(BrokenAppends::vague, "12", "61"),
    REFUSED_KEPT(BrokenAppends.KeepingRefused::new, "13", "14"),
    BATCHES_TORN(BrokenRaces.TearingBatches::new, "14", "16", "36"),
    IDS_FORGOTTEN(BrokenAppends::forgettingIds, "16", "17", "18", "19"),
    REPLAYS_TESTED(BrokenAppends.TestingReplays::new, "17"),
    REST_STORED(BrokenAppends.StoringTheRest::new, "18"),
    LIMITS_IGNORED(BrokenAppends.WithoutLimits::new, "20"),
    KEYS_FOLDED(BrokenAppends.FoldingKeys::new, "22"),
    CONFLICT_WHEN_CLOSED(BrokenAppends::conflictingWhenClosed, "26", "102"),

    VERSION_TESTED_TOO_EARLY(BrokenRaces.TestingTooEarly::new, "27", "28", "69", "71"),
    BOUNDARY_TESTED_TOO_EARLY(BrokenRaces.TestingBoundariesTooEarly::new, "69", "70a", "71", "76"),
    ONE_AT_A_TIME(BrokenRaces.OneAtATime::new, "29", "30", "73"),
    STREAMS_LOCKED_AS_THEY_COME(BrokenRaces.LockingAsTheyCome::new, "31"),
    INSTANCES_APART(Instance::new, "32", "101"),
    COMMITS_LATE(BrokenRaces.CommittingLate::new, "33", "70a", "76"),
    UNITS_ALWAYS_COMMITTED(BrokenParticipants.CommittingAlways::new, "34"),
    READS_LOCKED(BrokenRaces.ReadingUnderTheLock::new, "35", "39", "59"),
    INTERRUPTS_SWALLOWED(BrokenRaces.SwallowingInterrupts::new, "38"),

    BACKWARD_ONLY(BrokenReads::backwardOnly, "40", "46", "47"),
    FORWARD_ONLY(BrokenReads::forwardOnly, "41", "46", "47"),
    AFTER_INCLUSIVE(BrokenReads::afterInclusive, "42", "44", "45", "88", "90", "95"),
    UP_TO_EXCLUSIVE(BrokenReads::upToExclusive, "42", "47"),
    LIMIT_IGNORED(BrokenReads::withoutLimit, "43", "47", "56"),
    TYPES_IGNORED(BrokenReads::typesIgnored, "48", "49", "91"),
    ONE_TAG_IS_ENOUGH(BrokenReads::oneTagIsEnough, "49", "74"),
    ONE_ITEM_IS_ENOUGH(BrokenReads::onlyTheFirstItem, "49", "50", "51", "52"),
    ITEMS_DOUBLED(BrokenAnswers.Doubling::new, "50"),
    CATEGORIES_IGNORED(BrokenReads::categoriesIgnored, "22", "23", "53"),
    IDS_NOT_FOUND(BrokenLifetimes.FindingNothing::new, "54"),
    HEADS_STALE(BrokenReads.StaleHead::new, "89", "92", "96"),
    HEAD_WRONG(BrokenAnswers.WrongHead::new, "56"),
    TIMES_INCLUDED(BrokenReads::timesIncluded, "55"),
    READS_LIVE(BrokenAnswers.Live::new, "57"),
    READS_HOLD_CONNECTIONS(BrokenLifetimes.Pooled::new, "58"),

    EVERYTHING_MATCHES(
            good -> new BrokenConditions.Refusing(good, append -> !append.more().isEmpty()),
            "60",
            "62",
            "63",
            "72",
            "75"),
    BOUNDARIES_IGNORED(
            BrokenConditions::ignoringBoundaries,
            "61",
            "62",
            "63",
            "65",
            "66",
            "68",
            "69",
            "70",
            "71",
            "72",
            "75",
            "76"),
    EVENTS_IGNORED(BrokenConditions::ignoringEvents, Contract.INTERFACES),
    OLD_MATCHES_IGNORED(BrokenConditions::ignoringOldMatches, "61", "65"),
    BEYOND_THE_HEAD_REFUSED(BrokenConditions::conflictingBeyondTheHead, "64"),
    BATCH_MEETS_ITSELF(BrokenConditions::conflictingWithItself, "67"),
    UNWRITTEN_STREAMS_IGNORED(BrokenConditions.TestingWhatIsWritten::new, "72a"),

    PARTICIPANTS_TOO_EARLY(BrokenParticipants.TooEarly::new, "79"),
    PARTICIPANTS_TOO_LATE(BrokenParticipants.TooLate::new, "77", "78"),
    ROWS_KEPT(BrokenParticipants.KeepingRows::new, "78"),
    PARTICIPANTS_WITHOUT_VERSIONS(BrokenParticipants.ShowingNoVersions::new, "80"),
    SNAPSHOT_VERSIONS_FORGOTTEN(BrokenParticipants.ForgettingVersions::new, "77"),
    NESTED_APPENDS_DROPPED(BrokenParticipants.Dropping::new, "80a"),
    JOINED_WAKES_TOO_EARLY(Instance::new, BrokenParticipants.WakingTooEarly::new, "81"),
    JOINED_COMMITS_ITSELF(Instance::new, BrokenParticipants.CommittingForOthers::new, "81"),
    JOINED_LEAVES_SETTINGS(Instance::new, BrokenParticipants.LeavingSettings::new, "81"),

    COMMANDS_FORGOTTEN(BrokenCommands.Forgetting::new, "110", "112"),
    COMMANDS_KNOWN_BY_ID_ALONE(BrokenCommands.WithoutContent::new, "111"),
    COMMANDS_KEPT_BESIDE(BrokenCommands.Beside::new, "112", "113"),
    COMMANDS_KEPT_FOR_EVER(BrokenCommands.NeverForgetting::new, "114"),

    ARCHIVED_IN_VAIN(good -> BrokenAdministration.mistaking(good, StreamChange.ARCHIVE, StreamChange.UNARCHIVE), "97"),
    ARCHIVED_FOR_EVER(good -> BrokenAdministration.mistaking(good, StreamChange.UNARCHIVE, StreamChange.ARCHIVE), "97"),
    CLOSED_IN_VAIN(good -> BrokenAdministration.mistaking(good, StreamChange.CLOSE, StreamChange.REOPEN), "98"),
    DELETED_IN_VAIN(good -> BrokenAdministration.mistaking(good, StreamChange.DELETE, StreamChange.CLOSE), "99"),
    TOMBSTONES_HIDDEN(BrokenAdministration::hidingTombstones, "99"),
    CHANGES_ACCEPTED(Instance::new, "100"),
    EPOCHS_FORGOTTEN(BrokenAdministration::withoutEpochs, "108"),
    SNAPSHOTS_LOST(BrokenSnapshots.Losing::new, "86"),
    SNAPSHOTS_UNCHECKED(BrokenSnapshots.Unchecked::new, "86"),

    CHECKPOINTS_BEGIN_AGAIN(good -> BrokenCheckpoints.with(good, BrokenCheckpoints.BeginningAgain::new), "82"),
    CHECKPOINTS_UNCOMPARED(good -> BrokenCheckpoints.with(good, BrokenCheckpoints.Uncompared::new), "83", "84", "87"),
    CHECKPOINTS_MOVED_WITH_OTHERS(good -> BrokenCheckpoints.with(good, BrokenCheckpoints.Dragging::new), "93"),
    CHECKPOINTS_WITHOUT_ROWS(good -> BrokenCheckpoints.with(good, BrokenCheckpoints.Early::new), "84"),
    SET_ASIDE_FORGOTTEN(
            good -> BrokenCheckpoints.with(good, BrokenCheckpoints.Forgetting::new), "94", Contract.INTERFACES),
    SERVICES_SWITCHED_ONE_APPEND_LATE(
            good -> BrokenCheckpoints.with(good, BrokenCheckpoints.Belated::new), "89", Contract.INTERFACES),
    SERVICES_SWITCHED_AT_ANOTHER_PLACE(
            good -> BrokenCheckpoints.with(good, BrokenCheckpoints.Misplaced::new), "89", Contract.INTERFACES),
    LEASES_NOT_ASKED_FOR(good -> BrokenCheckpoints.with(good, BrokenLeases.Unfenced::new), "85"),
    LEASES_UNDER_ONE_TOKEN(good -> BrokenCheckpoints.with(good, BrokenLeases.OneToken::new), "85"),
    LEASES_FOR_EVER(good -> BrokenCheckpoints.with(good, BrokenLeases.Endless::new), "85"),
    LEASES_FOR_EVERYBODY(good -> BrokenCheckpoints.with(good, BrokenLeases.Shared::new), "85"),
    LEASES_TAKEN_BY_LOOKING(good -> BrokenCheckpoints.with(good, BrokenLeases.Grasping::new), "85"),
    LEASES_KEPT(good -> BrokenCheckpoints.with(good, BrokenLeases.Kept::new), "85"),

    LAST_LOST_WHEN_KILLED(Instance::new, "109"),
    SHOWN_BEFORE_IT_WOULD_OUTLIVE_A_KILL(Instance::new, "109"),

    NEVER_CLOSED(BrokenLifetimes.NeverClosed::new, "26", "102"),
    TENANTS_TOGETHER(Instance::new, "103"),

    LIES_ABOUT_BATCHES(EnumSet.of(Capability.MULTI_STREAM_APPENDS), "14", "31", "72a"),
    LIES_ABOUT_BOUNDARIES(EnumSet.of(Capability.BOUNDARIES), "60", "65", "69", "76"),
    LIES_ABOUT_PARTICIPANTS(EnumSet.of(Capability.PARTICIPANTS), "77", "79", "80a"),
    LIES_ABOUT_POSITIONS(EnumSet.of(Capability.POSITIONS_IN_PARTICIPANTS), "80"),
    LIES_ABOUT_RESTART(EnumSet.of(Capability.RESTART), "32"),
    LIES_ABOUT_SHARING(EnumSet.of(Capability.SHARING), "32", "101"),
    LIES_ABOUT_JOINING(EnumSet.of(Capability.JOINED_TRANSACTIONS), "81"),
    LIES_ABOUT_SNAPSHOTS(EnumSet.of(Capability.AGGREGATE_SNAPSHOTS), "86"),
    LIES_ABOUT_KILLS(EnumSet.of(Capability.KILLS), "109"),
    LIES_ABOUT_COMMANDS(EnumSet.of(Capability.REPEATED_COMMANDS), "110", "112"),
    LIES_ABOUT_ADMINISTRATION(EnumSet.of(Capability.ADMINISTRATION), "97", "98", "99"),
    LIES_ABOUT_IDENTITY(EnumSet.of(Capability.IDENTITY), "108"),
    LIES_ABOUT_CHECKPOINTS(EnumSet.of(Capability.CHECKPOINTS), "82", "83", "84", "85", "89"),
    LIES_ABOUT_VIEWS(EnumSet.of(Capability.VIEW_CHECKPOINTS), Contract.INTERFACES),
    LIES_ABOUT_TYPES(EnumSet.of(Capability.STORED_TYPES), Contract.INTERFACES);

    final Function<TransactionalStore, Instance> open;
    final Function<TransactionalStore, ApplicationTransaction> join;
    final Set<Capability> absent;
    final List<String> lines;

    Fault(Function<TransactionalStore, Instance> open, String... lines) {
        this(open, MemoryApplication::new, lines);
    }

    Fault(
            Function<TransactionalStore, Instance> open,
            Function<TransactionalStore, ApplicationTransaction> join,
            String... lines) {
        this(open, join, Set.of(), lines);
    }

    /** A good store that declares absent what it has. */
    Fault(Set<Capability> absent, String... lines) {
        this(Instance::new, MemoryApplication::new, absent, lines);
    }

    Fault(
            Function<TransactionalStore, Instance> open,
            Function<TransactionalStore, ApplicationTransaction> join,
            Set<Capability> absent,
            String... lines) {
        this.open = open;
        this.join = join;
        this.absent = absent;
        this.lines = List.of(lines);
    }
}
