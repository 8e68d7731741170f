package com.example.invoicing.repositories.commands;

import com.example.invoicing.domain.events.DueDateChanged;
import com.example.invoicing.domain.events.InvoiceCredited;
import com.example.invoicing.domain.events.InvoiceIssued;
import com.example.invoicing.domain.events.InvoiceVoided;
import com.example.invoicing.domain.events.InvoiceWrittenOff;
import com.example.invoicing.domain.events.LineAdded;
import com.example.invoicing.domain.events.LineRemoved;
import com.example.invoicing.domain.events.NewInvoiceCreated;
import com.example.invoicing.domain.events.PaymentAllocated;
import dev.espalier.infrastructure.Transaction;
import java.sql.SQLException;

/** Writes rows of invoices. Each method returns how many rows it wrote. */
public interface InvoiceCommandRepository {
    int add(NewInvoiceCreated event, Transaction transaction) throws SQLException;

    int addLine(LineAdded event, Transaction transaction) throws SQLException;

    int removeLine(LineRemoved event, Transaction transaction) throws SQLException;

    int issue(InvoiceIssued event, Transaction transaction) throws SQLException;

    int changeDueDate(DueDateChanged event, Transaction transaction) throws SQLException;

    int allocate(PaymentAllocated event, Transaction transaction) throws SQLException;

    int credit(InvoiceCredited event, Transaction transaction) throws SQLException;

    int writeOff(InvoiceWrittenOff event, Transaction transaction) throws SQLException;

    int makeVoid(InvoiceVoided event, Transaction transaction) throws SQLException;
}
