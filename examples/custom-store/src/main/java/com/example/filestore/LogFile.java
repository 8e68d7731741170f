package com.example.filestore;

import dev.espalier.infrastructure.StoreUnavailableException;
import dev.espalier.infrastructure.StreamId;
import dev.espalier.store.EventData;
import dev.espalier.store.Micros;
import dev.espalier.store.RecordedEvent;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.zip.CRC32;

/**
 * A file of frames, one for each append: length, checksum, time, events. What a killed process left unfinished at the end is
 * no frame, and is written over by the next append. Nobody reads or writes without the lock of the file, so what is seen is
 * on the disk.
 */
final class LogFile {
    private static final int HEADER = Integer.BYTES + Long.BYTES;

    private final RandomAccessFile file;
    private final List<RecordedEvent> log = new ArrayList<>();
    private final Map<StreamId, Long> versions = new HashMap<>();
    private long known;

    LogFile(Path path) {
        try {
            file = new RandomAccessFile(path.toFile(), "rw");
        } catch (IOException e) {
            throw new StoreUnavailableException("file " + path + " cannot be opened", e);
        }
    }

    /** Runs with all events that are stored, and with nobody else beside. */
    synchronized <T> T locked(Function<List<RecordedEvent>, T> action) {
        try (FileLock lock = lock()) {
            if (lock.isValid()) catchUp();
            return action.apply(Collections.unmodifiableList(log));
        } catch (IOException e) {
            throw new StoreUnavailableException("the file of events cannot be read", e);
        }
    }

    /** Another process makes us wait by null, another instance in this process by an exception. */
    private FileLock lock() throws IOException {
        while (true) {
            try {
                FileLock lock = file.getChannel().tryLock();
                if (lock != null) return lock;
            } catch (OverlappingFileLockException held) {
                // as long as the other one needs
            }
            Thread.yield();
        }
    }

    private void catchUp() throws IOException {
        while (file.length() >= known + HEADER) {
            file.seek(known);
            int length = file.readInt();
            long checksum = file.readLong();
            if (length <= 0 || file.length() < known + HEADER + length) return;
            var frame = new byte[length];
            file.readFully(frame);
            if (checksum(frame) != checksum) return;
            known += HEADER + length;
            add(frame);
        }
    }

    private List<RecordedEvent> add(byte[] frame) throws IOException {
        int before = log.size();
        try (var in = new DataInputStream(new ByteArrayInputStream(frame))) {
            long recorded = in.readLong();
            for (int left = in.readInt(); left > 0; left--) {
                EventData event = EventFormat.read(in);
                long version = versions.merge(event.stream(), 1L, Long::sum);
                log.add(new RecordedEvent(event, version, log.size() + 1L, recorded));
            }
        }
        return List.copyOf(log.subList(before, log.size()));
    }

    /** Only under the lock: stores all events, or none. */
    List<RecordedEvent> write(List<EventData> events) {
        if (events.isEmpty()) return List.of();
        try {
            byte[] frame = frame(events);
            var all = new ByteArrayOutputStream();
            var out = new DataOutputStream(all);
            out.writeInt(frame.length);
            out.writeLong(checksum(frame));
            out.write(frame);
            file.setLength(known);
            file.seek(known);
            file.write(all.toByteArray());
            file.getFD().sync();
            known = file.getFilePointer();
            return add(frame);
        } catch (IOException e) {
            throw new StoreUnavailableException("the file of events cannot be written; nothing was stored", e);
        }
    }

    private byte[] frame(List<EventData> events) throws IOException {
        var bytes = new ByteArrayOutputStream();
        var out = new DataOutputStream(bytes);
        long now = Micros.of(Instant.now());
        out.writeLong(
                log.isEmpty() ? now : Math.max(now, log.get(log.size() - 1).recordedMicros()));
        out.writeInt(events.size());
        for (EventData event : events) EventFormat.write(event, out);
        return bytes.toByteArray();
    }

    private static long checksum(byte[] frame) {
        var sum = new CRC32();
        sum.update(frame);
        return sum.getValue();
    }

    synchronized void close() {
        try {
            file.close();
        } catch (IOException e) {
            throw new StoreUnavailableException("the file of events cannot be closed", e);
        }
    }
}
