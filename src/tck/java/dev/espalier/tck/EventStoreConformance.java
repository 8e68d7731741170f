package dev.espalier.tck;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The contract of every event store, as tests. A store author extends this class once:
 *
 * <pre>{@code
 * class MyStoreConformanceTest extends EventStoreConformance {
 *     protected StoreFixture fixture() {
 *         return new MyFixture();
 *     }
 * }
 * }</pre>
 *
 * <p>Nothing is ever skipped: what the store declares absent is asserted too. Races are repeated {@code -Drounds=N} times (3
 * unless said otherwise), random choices are repeated by {@code -Dseed=N}. The run writes a report of every line of the
 * contract to {@code target/conformance.txt}, or to the file that {@code -Dconformance.report} names; its columns are called
 * after the classes, or after their {@code @DisplayName}.
 */
@ExtendWith(ConformanceExtension.class)
public abstract class EventStoreConformance {
    /** For subclasses. */
    protected EventStoreConformance() {}

    /**
     * Where the data of the next test are.
     *
     * @return a new fixture with empty data, each time
     * @throws Exception when it cannot be prepared
     */
    protected abstract StoreFixture fixture() throws Exception;

    @Nested
    class RoundTrip extends RoundTripSuite {}

    @Nested
    class Payloads extends PayloadSuite {}

    @Nested
    class ExpectedVersions extends ExpectedVersionSuite {}

    @Nested
    class Atomicity extends AtomicitySuite {}

    @Nested
    class Replays extends ReplaySuite {}

    @Nested
    class NamesAndLimits extends NamesAndLimitsSuite {}

    @Nested
    class Concurrency extends ConcurrencySuite {}

    @Nested
    class Visibility extends VisibilitySuite {}

    @Nested
    class Interruption extends InterruptionSuite {}

    @Nested
    class Reads extends ReadSuite {}

    @Nested
    class Queries extends QuerySuite {}

    @Nested
    class OpenReads extends OpenReadSuite {}

    @Nested
    class Boundaries extends BoundarySuite {}

    @Nested
    class BoundaryRaces extends BoundaryRaceSuite {}

    @Nested
    class RandomOracle extends OracleSuite {}

    @Nested
    class Participants extends ParticipantSuite {}

    @Nested
    class UnitsOfWork extends UnitOfWorkSuite {}

    @Nested
    class JoinedTransactions extends JoinedTransactionSuite {}

    @Nested
    class RepeatedCommands extends RepeatedCommandSuite {}

    @Nested
    class AggregateSnapshots extends AggregateSnapshotSuite {}

    @Nested
    class CheckpointsAndRows extends CheckpointSuite {}

    @Nested
    class Leases extends LeaseSuite {}

    @Nested
    class Subscriptions extends SubscriptionSuite {}

    @Nested
    class ServiceSwitches extends ServiceSwitchSuite {}

    @Nested
    class Instances extends InstancesSuite {}

    @Nested
    class Administration extends AdministrationSuite {}

    @Nested
    class History extends HistorySuite {}

    @Nested
    class Processes extends ProcessSuite {}

    @Nested
    class Kills extends KillSuite {}
}
