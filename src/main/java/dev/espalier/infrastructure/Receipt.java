package dev.espalier.infrastructure;

import java.util.List;

/** What an append or a command did. Once it is returned, all of it is durable. */
public interface Receipt {
    /**
     * What was stored.
     *
     * @return the events in their order; none when the decision was that nothing happens
     */
    List<EventEnvelope> events();

    /**
     * Where the stream stands now.
     *
     * @return the version of the last event stored; where none was, the version at which the stream was found, or 0 when
     *     more than one stream was looked at
     */
    long version();

    /**
     * Where the store stood with this append.
     *
     * @return the position of the last event stored; 0 when none was, and in a transaction of the caller's where a position
     *     is given only at its end
     */
    long position();

    /**
     * Whether this append had been stored, or this command handled, before.
     *
     * @return true when nothing was written now and the events are those of the first time
     */
    boolean replayed();
}
