package dev.espalier.command;

import dev.espalier.infrastructure.Command;
import dev.espalier.infrastructure.InvalidInputException;
import dev.espalier.infrastructure.Receipt;
import dev.espalier.store.CommandKey;
import dev.espalier.store.CommandLog;
import dev.espalier.store.EventLog;
import dev.espalier.store.EventType;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/** Lets a command that carries an id happen once, however often it is sent. */
public final class Repetitions {
    private final Function<? super Command, byte[]> content;
    private final EventType.Lookup types;

    /** With what a command says, as bytes that are the same for the same command, and the types of its events. */
    public Repetitions(Function<? super Command, byte[]> content, EventType.Lookup types) {
        this.content = content;
        this.types = types;
    }

    Repetition of(UUID id, Command command) {
        var key = new CommandKey(id, hash(id, command));
        return new Repetition() {
            @Override
            public Optional<UUID> id() {
                return Optional.of(id);
            }

            @Override
            public Optional<Receipt> first(EventLog log) {
                return commands(id, log).repeated(key, types);
            }

            @Override
            public void handled(EventLog log, Receipt receipt) {
                commands(id, log).handled(key, receipt);
            }
        };
    }

    private static CommandLog commands(UUID id, EventLog log) {
        if (log instanceof CommandLog commands) return commands;
        throw new InvalidInputException(
                "command id",
                id,
                "needs a store that remembers commands, which " + log.getClass().getName()
                        + " does not: send without an id, or use another store");
    }

    /** With the id in it, so that equal contents of different commands do not show. */
    private String hash(UUID id, Command command) {
        MessageDigest digest = sha256();
        digest.update(ByteBuffer.allocate(16)
                .putLong(id.getMostSignificantBits())
                .putLong(id.getLeastSignificantBits())
                .flip());
        digest.update(command.getClass().getName().getBytes(StandardCharsets.UTF_8));
        return HexFormat.of().formatHex(digest.digest(content(command)));
    }

    private byte[] content(Command command) {
        try {
            return content.apply(command);
        } catch (RuntimeException cause) {
            throw new InvalidInputException(
                    "command",
                    command.getClass().getName(),
                    "cannot be compared with what was sent under its id before: make it a record that the codec can write,"
                            + " open its package to tools.jackson.databind, or give .commandContent(...)",
                    cause);
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException never) {
            throw new IllegalStateException("every JDK has SHA-256", never);
        }
    }
}
