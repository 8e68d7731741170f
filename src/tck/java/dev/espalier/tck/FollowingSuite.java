package dev.espalier.tck;

import dev.espalier.Espalier;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** What suites share whose applications follow the events: rows that they write, threads, and an end to both. */
abstract class FollowingSuite extends Suite {
    private static final Duration ENDING = Duration.ofSeconds(3);

    private final List<Espalier> instances = new ArrayList<>();
    final ScheduledExecutorService threads = Executors.newScheduledThreadPool(2);
    Rows rows;

    @BeforeEach
    void prepareRows() throws Exception {
        rows = fixture.rows();
    }

    @AfterEach
    void stop() {
        for (Espalier each : instances) each.subscriptions().stop(ENDING);
        threads.shutdownNow();
    }

    /** Stopped after the test. */
    final Espalier opened(Espalier.Builder builder) {
        Espalier instance = builder.open();
        instances.add(instance);
        return instance;
    }
}
