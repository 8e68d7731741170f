package dev.espalier.store.jdbc;

import dev.espalier.jdbc.Names;
import java.time.Duration;
import java.time.InstantSource;

/** What a store on JDBC was built with. */
record JdbcSettings(
        Names names, InstantSource clock, Duration lockWait, boolean asynchronousCommit, boolean immutable) {}
