package dev.espalier.tck;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** All suites of the kit, and the lines that they prove. */
final class Suites {
    static final List<Class<? extends Suite>> ALL = List.of(
            RoundTripSuite.class,
            PayloadSuite.class,
            ExpectedVersionSuite.class,
            AtomicitySuite.class,
            ReplaySuite.class,
            NamesAndLimitsSuite.class,
            ConcurrencySuite.class,
            VisibilitySuite.class,
            InterruptionSuite.class,
            ReadSuite.class,
            QuerySuite.class,
            OpenReadSuite.class,
            BoundarySuite.class,
            BoundaryRaceSuite.class,
            OracleSuite.class,
            ParticipantSuite.class,
            UnitOfWorkSuite.class,
            JoinedTransactionSuite.class,
            RepeatedCommandSuite.class,
            AggregateSnapshotSuite.class,
            CheckpointSuite.class,
            LeaseSuite.class,
            SubscriptionSuite.class,
            ServiceSwitchSuite.class,
            InstancesSuite.class,
            AdministrationSuite.class,
            HistorySuite.class,
            ProcessSuite.class,
            KillSuite.class);

    /** For which the kit has a test. */
    static final Set<String> LINES = ALL.stream()
            .flatMap(suite -> Arrays.stream(suite.getDeclaredMethods()))
            .filter(method -> method.isAnnotationPresent(Line.class))
            .flatMap(method -> Arrays.stream(method.getAnnotation(Line.class).value()))
            .collect(Collectors.toUnmodifiableSet());

    private Suites() {}
}
