package dev.espalier.infrastructure;

import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Where events come from. Immutable. */
public final class Metadata {
    private static final Metadata NONE = new Metadata(null, null, null, Map.of());
    private static final int MAX_ENTRIES = 64;

    private final @Nullable UUID commandId;
    private final @Nullable UUID correlationId;
    private final @Nullable UUID causationId;
    private final Map<String, String> entries;

    private Metadata(
            @Nullable UUID commandId,
            @Nullable UUID correlationId,
            @Nullable UUID causationId,
            Map<String, String> entries) {
        this.commandId = commandId;
        this.correlationId = correlationId;
        this.causationId = causationId;
        this.entries = entries;
    }

    /**
     * Nothing is known.
     *
     * @return empty metadata
     */
    public static Metadata none() {
        return NONE;
    }

    /**
     * The same, with this command and conversation where none is named yet.
     *
     * @param id of the command
     * @return metadata that names both
     */
    public Metadata orFrom(UUID id) {
        if (commandId != null && correlationId != null) return this;
        UUID command = commandId == null ? id : commandId;
        return new Metadata(command, correlationId == null ? command : correlationId, causationId, entries);
    }

    /**
     * The same, from this command.
     *
     * @param id of the command
     * @return metadata with it
     */
    public Metadata withCommandId(UUID id) {
        return new Metadata(id, correlationId, causationId, entries);
    }

    /**
     * The same, belonging to this conversation.
     *
     * @param id shared by everything that one request from outside set in motion
     * @return metadata with it
     */
    public Metadata withCorrelationId(UUID id) {
        return new Metadata(commandId, id, causationId, entries);
    }

    /**
     * The same, caused by this.
     *
     * @param id of the event or message that led to the command
     * @return metadata with it
     */
    public Metadata withCausationId(UUID id) {
        return new Metadata(commandId, correlationId, id, entries);
    }

    /**
     * The same, with an entry of the application's own, such as the acting user.
     *
     * @param key 1 to 64 code points, not blank
     * @param value 1 to 1,024 code points, not blank
     * @return metadata with it
     * @throws InvalidInputException beyond 64 entries, or when key or value are not as said
     */
    public Metadata with(String key, String value) {
        Text.check("metadata key", key, 64);
        Text.check("metadata value", value, 1024);
        var more = new java.util.TreeMap<>(entries);
        more.put(key, value);
        if (more.size() > MAX_ENTRIES)
            throw new InvalidInputException(
                    "metadata", key, "is one entry too many: at most " + MAX_ENTRIES + " are kept");
        return new Metadata(commandId, correlationId, causationId, Map.copyOf(more));
    }

    /**
     * Which command decided.
     *
     * @return its id
     */
    public Optional<UUID> commandId() {
        return Optional.ofNullable(commandId);
    }

    /**
     * Which conversation it belongs to.
     *
     * @return the id shared by everything that one request set in motion
     */
    public Optional<UUID> correlationId() {
        return Optional.ofNullable(correlationId);
    }

    /**
     * What led to the command.
     *
     * @return the id of the event or message
     */
    public Optional<UUID> causationId() {
        return Optional.ofNullable(causationId);
    }

    /**
     * The application's own entries.
     *
     * @return an immutable map
     */
    public Map<String, String> entries() {
        return entries;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Metadata that
                && java.util.Objects.equals(commandId, that.commandId)
                && java.util.Objects.equals(correlationId, that.correlationId)
                && java.util.Objects.equals(causationId, that.causationId)
                && entries.equals(that.entries);
    }

    @Override
    public int hashCode() {
        return java.util.Objects.hash(commandId, correlationId, causationId, entries);
    }

    @Override
    public String toString() {
        return "Metadata[commandId=" + commandId + ", correlationId=" + correlationId + ", causationId=" + causationId
                + ", entries=" + entries + "]";
    }
}
