package dev.espalier.store.jdbc;

import dev.espalier.store.Marker;
import dev.espalier.store.RecordedEvent;
import java.util.List;

/** What a transaction has accepted and not yet written; its own reads show it, behind everything else. */
interface Pending {
    /** Nothing. */
    Pending NONE = new Pending() {
        @Override
        public List<RecordedEvent> events() {
            return List.of();
        }

        @Override
        public void seen(Marker marker) {}
    };

    /** In their order, without positions. */
    List<RecordedEvent> events();

    /** This marker was handed out now: what is pending is no news to it. */
    void seen(Marker marker);
}
