package dev.espalier.tck;

import dev.espalier.infrastructure.StreamId;
import dev.espalier.store.Append;
import dev.espalier.store.EventStore;
import dev.espalier.store.Participant;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** An append that stays in the middle, inside its participant, until it is told to go on. */
final class Held {
    final CountDownLatch inside = new CountDownLatch(1);
    final CountDownLatch goOn = new CountDownLatch(1);

    /** To be called by a thread that may wait. */
    long append(EventStore store, StreamId stream, String text) {
        Participant waiting = (events, transaction) -> {
            inside.countDown();
            try {
                goOn.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            return List.of();
        };
        try {
            return store.append(Append.of(
                            stream,
                            dev.espalier.infrastructure.ExpectedVersion.any(),
                            Suite.event(stream, text),
                            waiting))
                    .version();
        } finally {
            inside.countDown();
        }
    }
}
