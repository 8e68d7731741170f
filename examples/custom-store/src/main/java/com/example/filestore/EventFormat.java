package com.example.filestore;

import dev.espalier.infrastructure.Event;
import dev.espalier.infrastructure.Metadata;
import dev.espalier.infrastructure.Origin;
import dev.espalier.infrastructure.StreamId;
import dev.espalier.infrastructure.Tag;
import dev.espalier.store.EventData;
import dev.espalier.store.EventType;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** An event as bytes. */
final class EventFormat {
    /** Until a read looks the type up. */
    private record Name(String name, int schemaVersion) implements EventType {
        @Override
        public byte[] encode(UUID id, Event event) {
            throw new IllegalStateException("stored already");
        }

        @Override
        public List<Event> decode(UUID id, byte[] payload) {
            throw new IllegalStateException("not looked up");
        }
    }

    private EventFormat() {}

    static void write(EventData event, DataOutputStream out) throws IOException {
        write(event.id(), out);
        out.writeUTF(event.stream().category());
        out.writeUTF(event.stream().key());
        out.writeUTF(event.type().name());
        out.writeInt(event.type().schemaVersion());
        out.writeInt(event.tags().size());
        for (Tag tag : event.tags()) {
            out.writeUTF(tag.key());
            out.writeUTF(tag.value());
        }
        Metadata metadata = event.metadata();
        write(metadata.commandId(), out);
        write(metadata.correlationId(), out);
        write(metadata.causationId(), out);
        out.writeInt(metadata.entries().size());
        for (Map.Entry<String, String> entry : metadata.entries().entrySet()) {
            out.writeUTF(entry.getKey());
            out.writeUTF(entry.getValue());
        }
        out.writeUTF(event.origin().name());
        out.writeLong(event.occurredAt());
        out.writeInt(event.bytes().length);
        out.write(event.bytes());
    }

    static EventData read(DataInputStream in) throws IOException {
        UUID id = readId(in);
        var stream = new StreamId(in.readUTF(), in.readUTF());
        var type = new Name(in.readUTF(), in.readInt());
        Set<Tag> tags = new HashSet<>();
        for (int left = in.readInt(); left > 0; left--) tags.add(new Tag(in.readUTF(), in.readUTF()));
        Metadata metadata = readMetadata(in);
        Origin origin = Origin.valueOf(in.readUTF());
        long occurredAt = in.readLong();
        byte[] payload = in.readNBytes(in.readInt());
        return EventData.stored(id, stream, type, tags, metadata, origin, occurredAt, payload);
    }

    private static Metadata readMetadata(DataInputStream in) throws IOException {
        Metadata metadata = Metadata.none();
        if (in.readBoolean()) metadata = metadata.withCommandId(readId(in));
        if (in.readBoolean()) metadata = metadata.withCorrelationId(readId(in));
        if (in.readBoolean()) metadata = metadata.withCausationId(readId(in));
        for (int left = in.readInt(); left > 0; left--) metadata = metadata.with(in.readUTF(), in.readUTF());
        return metadata;
    }

    private static void write(Optional<UUID> id, DataOutputStream out) throws IOException {
        out.writeBoolean(id.isPresent());
        if (id.isPresent()) write(id.get(), out);
    }

    private static void write(UUID id, DataOutputStream out) throws IOException {
        out.writeLong(id.getMostSignificantBits());
        out.writeLong(id.getLeastSignificantBits());
    }

    private static UUID readId(DataInputStream in) throws IOException {
        return new UUID(in.readLong(), in.readLong());
    }
}
