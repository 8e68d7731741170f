package dev.espalier.command;

import dev.espalier.infrastructure.Receipt;
import dev.espalier.store.Append;
import dev.espalier.store.EventLog;
import dev.espalier.store.StoredReceipt;
import org.jspecify.annotations.Nullable;

/** What a handler decided: an append, or that nothing happens. */
record Decision(@Nullable Append append, long version) {
    static Decision of(Append append) {
        return new Decision(append, 0);
    }

    /** With the version at which the one stream was found; 0 when it was more than one. */
    static Decision nothing(long version) {
        return new Decision(null, version);
    }

    Receipt in(EventLog log) {
        return in(log, Deadline.NONE);
    }

    /** In this time: services may take long. */
    Receipt in(EventLog log, Deadline deadline) {
        return append == null ? StoredReceipt.nothing(version) : log.append(deadline.guard(append));
    }
}
