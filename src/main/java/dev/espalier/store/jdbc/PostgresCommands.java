package dev.espalier.store.jdbc;

import dev.espalier.infrastructure.Receipt;
import dev.espalier.store.CommandKey;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Writes what came of commands: one statement, however many they are. */
final class PostgresCommands {
    private static final String RECORD =
            "insert into {commands} (command_id, content, version, events, first_event, handled_at) select c.*, "
                    + PostgresProtocol.NOW
                    + " from unnest(?::uuid[], ?::text[], ?::bigint[], ?::int[], ?::uuid[]) c; ";

    private PostgresCommands() {}

    static void record(Map<CommandKey, Receipt> handled, PostgresText text) {
        if (handled.isEmpty()) return;
        List<CommandKey> commands = List.copyOf(handled.keySet());
        List<Receipt> receipts = commands.stream().map(handled::get).toList();
        text.add(
                RECORD,
                PostgresText.ids(commands.stream().map(CommandKey::id).toArray(UUID[]::new)),
                PostgresText.texts(commands.stream().map(CommandKey::content).toArray(String[]::new)),
                PostgresText.numbers(
                        receipts.stream().mapToLong(Receipt::version).toArray()),
                PostgresText.numbers(
                        receipts.stream().mapToInt(each -> each.events().size()).toArray()),
                PostgresText.ids(receipts.stream().map(PostgresCommands::first).toArray(UUID[]::new)));
    }

    private static @Nullable UUID first(Receipt receipt) {
        return receipt.events().isEmpty() ? null : receipt.events().get(0).id();
    }
}
