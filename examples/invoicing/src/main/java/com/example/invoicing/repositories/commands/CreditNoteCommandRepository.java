package com.example.invoicing.repositories.commands;

import com.example.invoicing.domain.events.CreditNoteIssued;
import dev.espalier.infrastructure.Transaction;
import java.sql.SQLException;

/** Writes rows of credit notes. Each method returns how many rows it wrote. */
public interface CreditNoteCommandRepository {
    int add(CreditNoteIssued event, Transaction transaction) throws SQLException;
}
