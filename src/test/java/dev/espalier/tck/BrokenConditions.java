package dev.espalier.tck;

import static dev.espalier.infrastructure.ExpectedVersion.any;

import dev.espalier.infrastructure.ConflictException;
import dev.espalier.infrastructure.ExpectedVersion;
import dev.espalier.infrastructure.ReadRange;
import dev.espalier.infrastructure.Receipt;
import dev.espalier.store.Append;
import dev.espalier.store.EventData;
import dev.espalier.store.Marker;
import dev.espalier.store.Marker.EventCheck;
import dev.espalier.store.Marker.QueryCheck;
import dev.espalier.store.Marker.StreamCheck;
import dev.espalier.store.TransactionalStore;
import java.util.function.Predicate;

/** Stores that test other conditions than they were given. */
final class BrokenConditions {
    private BrokenConditions() {}

    /** Tests only some of the conditions. */
    static final class Testing extends Instance {
        private final Predicate<Marker.Check> tested;

        Testing(TransactionalStore good, Predicate<Marker.Check> tested) {
            super(good);
            this.tested = tested;
        }

        @Override
        public Receipt append(Append append) {
            refuseWhenClosed();
            var checks = append.checks().stream().filter(tested).toList();
            return good.append(Append.of(checks, BrokenAppends.events(append), append.participant()));
        }
    }

    static Testing ignoring(TransactionalStore good, ExpectedVersion.Rule rule) {
        return new Testing(good, check -> !(check instanceof StreamCheck stream && stream.expected() == rule));
    }

    static Testing ignoringNumbers(TransactionalStore good) {
        return new Testing(
                good,
                check ->
                        !(check instanceof StreamCheck stream && stream.expected() instanceof ExpectedVersion.Exactly));
    }

    static Testing ignoringBoundaries(TransactionalStore good) {
        return new Testing(good, check -> !(check instanceof QueryCheck));
    }

    static Testing ignoringEvents(TransactionalStore good) {
        return new Testing(good, check -> !(check instanceof EventCheck));
    }

    static Testing ignoringOldMatches(TransactionalStore good) {
        return new Testing(good, check -> !(check instanceof QueryCheck query && query.after() == 0));
    }

    /** Tests the streams that it writes and no other. */
    static final class TestingWhatIsWritten extends Instance {
        TestingWhatIsWritten(TransactionalStore good) {
            super(good);
        }

        @Override
        public Receipt append(Append append) {
            var written =
                    BrokenAppends.events(append).stream().map(EventData::stream).toList();
            var checks = append.checks().stream()
                    .filter(check -> !(check instanceof StreamCheck stream) || written.contains(stream.stream()))
                    .toList();
            return super.append(Append.of(checks, BrokenAppends.events(append), append.participant()));
        }
    }

    /** Refuses what is right. */
    static final class Refusing extends Instance {
        private final Predicate<Append> refused;

        Refusing(TransactionalStore good, Predicate<Append> refused) {
            super(good);
            this.refused = refused;
        }

        @Override
        public Receipt append(Append append) {
            if (refused.test(append)) throw new ConflictException(append.stream(), append.expected(), 0);
            return super.append(append);
        }
    }

    static Refusing refusingNumbers(TransactionalStore good) {
        return new Refusing(good, append -> append.expected() instanceof ExpectedVersion.Exactly);
    }

    static Refusing refusingAny(TransactionalStore good) {
        return new Refusing(
                good,
                append -> append.expected() == any()
                        && !good.read(append.stream(), ReadRange.all(), Happened.Type::new)
                                .marker()
                                .equals(Marker.of(append.stream(), 0)));
    }

    static Refusing conflictingWithItself(TransactionalStore good) {
        return new Refusing(
                good, append -> append.more().stream().anyMatch(QueryCheck.class::isInstance) && append.size() > 1);
    }

    static Refusing conflictingBeyondTheHead(TransactionalStore good) {
        return new Refusing(
                good,
                append -> append.more().stream()
                        .anyMatch(check -> check instanceof QueryCheck query && query.after() > good.head()));
    }
}
