package com.example.filestore;

import dev.espalier.store.EventStore;
import dev.espalier.tck.Capability;
import dev.espalier.tck.OtherProcess;
import dev.espalier.tck.StoreFixture;
import dev.espalier.tck.StoreOpener;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A folder for each test. */
final class FileFixture implements StoreFixture {
    private final Path folder = Files.createTempDirectory("filestore");

    FileFixture() throws IOException {}

    @Override
    public EventStore open() {
        return new FileEventStore(folder.resolve("events"));
    }

    @Override
    public EventStore openBeside() {
        return new FileEventStore(folder.resolve("beside"));
    }

    @Override
    public Set<Capability> absent() {
        return EnumSet.of(
                Capability.PARTICIPANTS,
                Capability.JOINED_TRANSACTIONS,
                Capability.REPEATED_COMMANDS,
                Capability.KILLS,
                Capability.ADMINISTRATION,
                Capability.IMMUTABLE_EVENTS,
                Capability.IDENTITY,
                Capability.AGGREGATE_SNAPSHOTS,
                Capability.CHECKPOINTS,
                Capability.STORED_TYPES);
    }

    @Override
    public Optional<OtherProcess> otherProcess() {
        return Optional.of(
                new OtherProcess(Opener.class, List.of(folder.resolve("events").toString())));
    }

    /** Runs in the other process. */
    public static final class Opener implements StoreOpener {
        @Override
        public EventStore open(List<String> arguments) {
            return new FileEventStore(Path.of(arguments.get(0)));
        }
    }

    @Override
    public void close() throws IOException {
        for (String file : List.of("events", "beside")) Files.deleteIfExists(folder.resolve(file));
        Files.delete(folder);
    }
}
