package com.example.invoicing.repositories.commands;

import com.example.invoicing.domain.events.InvoiceIssued;
import com.example.invoicing.domain.events.InvoiceVoided;
import com.example.invoicing.domain.events.NewInvoiceCreated;
import dev.espalier.infrastructure.Transaction;
import java.sql.SQLException;

/** Writes rows of invoices. Each method returns how many rows it wrote. */
public interface InvoiceCommandRepository {
    int add(NewInvoiceCreated event, Transaction transaction) throws SQLException;

    int issue(InvoiceIssued event, Transaction transaction) throws SQLException;

    int makeVoid(InvoiceVoided event, Transaction transaction) throws SQLException;
}
