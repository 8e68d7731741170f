package com.example.invoicing.repositories.commands;

import com.example.invoicing.domain.events.CreditNoteIssued;
import dev.espalier.infrastructure.Transaction;
import java.sql.SQLException;

public final class JdbcCreditNoteCommandRepository implements CreditNoteCommandRepository {
    private static final String ADD = """
            INSERT INTO credit_note
                (credit_note_id, number, customer_id, country, issued_on, reason, net, vat, gross, credited, version)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 1)""";
    private static final DocumentRows ROWS = new DocumentRows("credit_note");

    @Override
    public int add(CreditNoteIssued event, Transaction transaction) throws SQLException {
        String id = event.creditNoteId();
        int rows = Sql.write(
                transaction,
                ADD,
                id,
                event.number(),
                event.customerId(),
                event.country(),
                event.issuedOn().toString(),
                event.reason(),
                event.net().pence(),
                event.vat().pence(),
                event.gross().pence(),
                event.credited().pence());
        return rows + ROWS.addLines(id, event.lines(), transaction) + ROWS.addVat(id, event.vatGroups(), transaction);
    }
}
