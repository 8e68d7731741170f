package dev.espalier.store.jdbc;

import dev.espalier.infrastructure.CommandIdTakenException;
import dev.espalier.infrastructure.Receipt;
import dev.espalier.store.CommandKey;
import dev.espalier.store.EventType;
import dev.espalier.store.StoredReceipt;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What came of commands that carried an id: a row for each, in the transaction of its events. It names the first event, which
 * the others follow without a gap, and so can be written before positions are given. Who writes it holds the lock of the id.
 */
final class Commands {
    static final String FIND = "select content, version, events, first_event, 0 as espalier_outcome from {commands}"
            + " where command_id = ?";
    static final String FORGET = "delete from {commands} where handled_at < ?";
    private static final String RECORD =
            "insert into {commands} (command_id, content, version, events, first_event, handled_at) values (?, ?, ?, ?, ";

    private Commands() {}

    /** One row. */
    record Handled(
            String content,
            long version,
            int events,
            @Nullable UUID first) {
        static Optional<Handled> of(ResultSet rows) throws SQLException {
            if (!rows.next()) return Optional.empty();
            Object first = rows.getObject(4);
            return Optional.of(new Handled(
                    rows.getString(1), rows.getLong(2), rows.getInt(3), first == null ? null : EventRow.id(first)));
        }

        /** The first receipt of the command, unless this is another one's. */
        Receipt receipt(CommandKey command, Reader reader, EventType.Lookup types) {
            if (!content.equals(command.content())) throw new CommandIdTakenException(command.id());
            return StoredReceipt.repeated(first == null ? List.of() : reader.batch(first, events, types), version);
        }
    }

    static Optional<Receipt> find(CommandKey command, Access access, Reader reader, EventType.Lookup types) {
        return access.with(sql -> sql.query(FIND, Handled::of, access.id(command.id())))
                .map(known -> known.receipt(command, reader, types));
    }

    /** Writes a row; the time is an expression, whose parameter is the last one. */
    static String record(Receipt receipt, String time) {
        return RECORD + (receipt.events().isEmpty() ? "null, " : "?, ") + time + ")";
    }

    static List<Object> parameters(CommandKey command, Receipt receipt, Function<UUID, Object> ids) {
        var parameters = new ArrayList<Object>();
        parameters.add(ids.apply(command.id()));
        parameters.add(command.content());
        parameters.add(receipt.version());
        parameters.add(receipt.events().size());
        if (!receipt.events().isEmpty())
            parameters.add(ids.apply(receipt.events().get(0).id()));
        return parameters;
    }
}
