package dev.espalier.command;

import dev.espalier.infrastructure.Command;
import dev.espalier.infrastructure.CommandHandler;
import dev.espalier.infrastructure.Event;
import dev.espalier.infrastructure.Load;
import dev.espalier.infrastructure.Metadata;
import dev.espalier.infrastructure.States;
import dev.espalier.infrastructure.StreamId;
import dev.espalier.store.EventData;
import dev.espalier.store.EventLog;
import java.util.ArrayList;
import java.util.List;

/** A decision over what it reads itself. */
public final class AnyStreams<C extends Command> extends Route<C> {
    private final CommandHandler<? super C, States> handler;

    /** The handler reads what it needs. */
    public AnyStreams(Class<C> type, Load load, CommandHandler<? super C, States> handler) {
        super(type, load);
        this.handler = handler;
    }

    @Override
    Decision decide(C command, Handling handling, EventLog log) {
        Appends appends = handling.appends();
        var reads = new Reads(handling.load(), log, handling.loads(), handling.loader());
        List<? extends Event> events = handler.handle(command, reads);
        if (events.isEmpty()) return Decision.nothing(0);
        long now = appends.now();
        Metadata metadata = handling.source(appends.id(now));
        var data = new ArrayList<EventData>(events.size());
        for (Event event : events) {
            StreamId stream = appends.streamOf(event);
            if (!reads.holds(stream)) throw notRead(event, stream);
            data.add(appends.data(stream, event, metadata, now));
        }
        return Decision.of(appends.to(reads.checks(), data));
    }
}
