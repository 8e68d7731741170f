package dev.espalier.command;

import dev.espalier.infrastructure.Aggregate;
import dev.espalier.infrastructure.Command;
import dev.espalier.infrastructure.CommandHandler;
import dev.espalier.infrastructure.Event;
import dev.espalier.infrastructure.ExpectedVersion;
import dev.espalier.infrastructure.Load;
import dev.espalier.infrastructure.Metadata;
import dev.espalier.infrastructure.StreamId;
import dev.espalier.store.EventLog;
import java.util.List;
import java.util.function.Function;

/** A decision on the state of one stream. */
public final class OneStream<C extends Command, I, S> extends Route<C> {
    private final Function<? super C, ? extends I> id;
    private final Aggregate<I, S, ?> aggregate;
    private final CommandHandler<? super C, ? super S> handler;

    /** The id says which stream a command is about. */
    public OneStream(
            Class<C> type,
            Function<? super C, ? extends I> id,
            Aggregate<I, S, ?> aggregate,
            Load load,
            CommandHandler<? super C, ? super S> handler) {
        super(type, load);
        this.id = id;
        this.aggregate = aggregate;
        this.handler = handler;
    }

    @Override
    Decision decide(C command, Handling handling, EventLog log) {
        Appends appends = handling.appends();
        StreamId stream = aggregate.stream(id.apply(command));
        var loaded = handling.loader().load(handling.load(), log, handling.loads(), aggregate, stream);
        List<? extends Event> events = handler.handle(command, Loader.<S>state(loaded));
        if (events.isEmpty()) return Decision.nothing(loaded.at());
        for (int i = 0; i < events.size(); i++) { // nearly always one, for which an iterator would be made
            Event event = events.get(i);
            if (!aggregate.owns(stream, event)) throw notRead(event, appends.streamOf(event));
        }
        long now = appends.now();
        Metadata metadata = handling.source(appends.id(now));
        return Decision.of(
                handling.loads().isTrusted()
                        ? appends.toUnseen(stream, loaded, events, metadata, now)
                        : appends.to(stream, ExpectedVersion.exactly(loaded.at()), events, metadata, now));
    }
}
