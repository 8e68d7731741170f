package dev.espalier.tck;

import dev.espalier.infrastructure.EventEnvelope;
import dev.espalier.infrastructure.EventStream;
import dev.espalier.infrastructure.Metadata;
import dev.espalier.infrastructure.Origin;
import dev.espalier.infrastructure.ReadRange;
import dev.espalier.infrastructure.StreamId;
import dev.espalier.infrastructure.Tag;
import dev.espalier.store.EventData;
import dev.espalier.store.EventType;
import dev.espalier.store.RecordedEvent;
import dev.espalier.store.StoredQuery;
import dev.espalier.store.TransactionalStore;
import java.time.Instant;
import java.util.Set;
import java.util.function.UnaryOperator;

/** Stores that return something else than what was stored. */
final class BrokenReads {
    private BrokenReads() {}

    /** Changes every event that is read. */
    static final class Showing extends Instance {
        private final UnaryOperator<RecordedEvent> change;

        Showing(TransactionalStore good, UnaryOperator<RecordedEvent> change) {
            super(good);
            this.change = change;
        }

        @Override
        EventEnvelope show(EventEnvelope event) {
            return change.apply((RecordedEvent) event);
        }
    }

    private static RecordedEvent with(
            RecordedEvent event, Set<Tag> tags, Metadata metadata, Origin origin, long occurredAt) {
        EventData data = event.data();
        return new RecordedEvent(
                EventData.stored(
                        data.id(), data.stream(), data.type(), tags, metadata, origin, occurredAt, data.bytes()),
                event.version(),
                event.position(),
                event.recordedMicros());
    }

    static Instance timesIncluded(TransactionalStore good) {
        return new Instance(good) {
            @Override
            public long positionBefore(Instant time, EventType.Lookup types) {
                return super.positionBefore(time.plusNanos(1_000), types);
            }
        };
    }

    static Showing losingTags(TransactionalStore good) {
        return new Showing(
                good,
                each -> with(
                        each,
                        Set.of(),
                        each.metadata(),
                        each.origin(),
                        each.data().occurredAt()));
    }

    static Showing losingMetadata(TransactionalStore good) {
        return new Showing(
                good,
                each -> with(
                        each,
                        each.tags(),
                        Metadata.none(),
                        each.origin(),
                        each.data().occurredAt()));
    }

    static Showing losingOrigins(TransactionalStore good) {
        return new Showing(
                good,
                each -> with(
                        each,
                        each.tags(),
                        each.metadata(),
                        Origin.LIVE,
                        each.data().occurredAt()));
    }

    static Showing cuttingMicros(TransactionalStore good) {
        return new Showing(
                good,
                each -> with(
                        each,
                        each.tags(),
                        each.metadata(),
                        each.origin(),
                        each.data().occurredAt() / 1000 * 1000));
    }

    static Showing recordingBackwards(TransactionalStore good) {
        return new Showing(
                good,
                each -> new RecordedEvent(
                        each.data(),
                        each.version(),
                        each.position(),
                        each.recordedMicros() - 1_000_000 * each.position()));
    }

    static Showing countingVersionsFromZero(TransactionalStore good) {
        return new Showing(
                good,
                each -> new RecordedEvent(each.data(), each.version() - 1, each.position(), each.recordedMicros()));
    }

    static Showing repeatingPositions(TransactionalStore good) {
        return new Showing(
                good,
                each -> new RecordedEvent(
                        each.data(), each.version(), (each.position() + 1) / 2, each.recordedMicros()));
    }

    /** Counts again from its own beginning. */
    static Showing reusingPositions(TransactionalStore good) {
        long before = good.head();
        return new Showing(
                good,
                each -> new RecordedEvent(
                        each.data(),
                        each.version(),
                        each.position() > before ? each.position() - before : each.position(),
                        each.recordedMicros()));
    }

    /** Tells for ever where it ended at first. */
    static final class StaleHead extends Instance {
        private final long first;

        StaleHead(TransactionalStore good) {
            super(good);
            this.first = good.head();
        }

        @Override
        public long head() {
            refuseWhenClosed();
            return first;
        }
    }

    /** Reads another range or another query. */
    static final class Asking extends Instance {
        private final UnaryOperator<ReadRange> range;
        private final UnaryOperator<StoredQuery> query;

        Asking(TransactionalStore good, UnaryOperator<ReadRange> range, UnaryOperator<StoredQuery> query) {
            super(good);
            this.range = range;
            this.query = query;
        }

        @Override
        public EventStream read(StreamId stream, ReadRange asked, EventType.Lookup types) {
            return super.read(stream, range.apply(asked), types);
        }

        @Override
        public EventStream read(StoredQuery asked, ReadRange from, EventType.Lookup types) {
            return super.read(query.apply(asked), range.apply(from), types);
        }
    }

    static Asking ranges(TransactionalStore good, UnaryOperator<ReadRange> range) {
        return new Asking(good, range, query -> query);
    }

    static Asking items(TransactionalStore good, UnaryOperator<StoredQuery.Item> change) {
        return new Asking(
                good,
                range -> range,
                query -> new StoredQuery(query.items().stream().map(change).toList()));
    }

    static Asking forwardOnly(TransactionalStore good) {
        return ranges(good, range -> range.backwards() ? range.reversed() : range);
    }

    static Asking backwardOnly(TransactionalStore good) {
        return ranges(good, range -> range.backwards() ? range : range.reversed());
    }

    static Asking withoutLimit(TransactionalStore good) {
        return ranges(good, range -> range.first(Long.MAX_VALUE));
    }

    static Asking afterInclusive(TransactionalStore good) {
        return ranges(
                good,
                range -> new ReadRange(Math.max(0, range.after() - 1), range.upTo(), range.limit(), range.backwards()));
    }

    static Asking upToExclusive(TransactionalStore good) {
        return ranges(good, range -> range.until(Math.max(0, range.upTo() - 1)));
    }

    static Asking typesIgnored(TransactionalStore good) {
        return items(good, item -> new StoredQuery.Item(Set.of(), item.tags(), item.categories(), item.streams()));
    }

    static Asking categoriesIgnored(TransactionalStore good) {
        return items(good, item -> new StoredQuery.Item(item.types(), item.tags(), Set.of(), item.streams()));
    }

    static Asking oneTagIsEnough(TransactionalStore good) {
        return items(
                good,
                item -> new StoredQuery.Item(
                        item.types(),
                        item.tags().isEmpty()
                                ? Set.of()
                                : Set.of(item.tags().iterator().next()),
                        item.categories(),
                        item.streams()));
    }

    static Asking onlyTheFirstItem(TransactionalStore good) {
        return new Asking(
                good,
                range -> range,
                query -> query.items().isEmpty()
                        ? query
                        : new StoredQuery(query.items().subList(0, 1)));
    }
}
