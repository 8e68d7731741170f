package com.example.invoicing.repositories.commands;

import com.example.invoicing.domain.events.CreditNoteIssued;
import com.example.invoicing.domain.events.InvoiceCredited;
import com.example.invoicing.domain.events.InvoiceIssued;
import com.example.invoicing.domain.events.InvoiceVoided;
import com.example.invoicing.domain.events.InvoiceWrittenOff;
import com.example.invoicing.domain.events.Money;
import com.example.invoicing.domain.events.NewInvoiceCreated;
import com.example.invoicing.domain.events.PaymentAllocated;
import com.example.invoicing.domain.events.PaymentReceived;
import dev.espalier.infrastructure.Transaction;
import java.sql.SQLException;

/** What is open of each document of a customer: owed, or below zero to the customer's credit. */
public final class CustomerAccountRows extends ViewTable {
    private final String insert;
    private final String add;
    private final String clear;

    public CustomerAccountRows(int version) {
        super("customer_account_" + version, """
                kind        TEXT    NOT NULL CHECK (kind IN ('INVOICE', 'PAYMENT', 'CREDIT NOTE')),
                document    TEXT    NOT NULL,
                customer_id TEXT    NOT NULL,
                open        INTEGER NOT NULL,
                PRIMARY KEY (kind, document)""");
        insert = "INSERT INTO " + name + " (kind, document, customer_id, open) VALUES (?, ?, ?, ?)";
        add = "UPDATE " + name + " SET open = open + ? WHERE kind = 'INVOICE' AND document = ?";
        clear = "UPDATE " + name + " SET open = 0 WHERE kind = 'INVOICE' AND document = ?";
    }

    public void invoice(NewInvoiceCreated event, Transaction transaction) throws SQLException {
        Sql.write(transaction, insert, "INVOICE", event.invoiceId(), event.customerId(), 0);
    }

    public void issued(InvoiceIssued event, Transaction transaction) throws SQLException {
        Sql.write(transaction, add, event.gross().pence(), event.invoiceId());
    }

    public void paid(PaymentAllocated event, Transaction transaction) throws SQLException {
        Sql.write(transaction, add, -event.amount().pence(), event.invoiceId());
    }

    public void credited(InvoiceCredited event, Transaction transaction) throws SQLException {
        Sql.write(transaction, add, -event.amount().pence(), event.invoiceId());
    }

    public void writtenOff(InvoiceWrittenOff event, Transaction transaction) throws SQLException {
        Sql.write(transaction, add, -event.amount().pence(), event.invoiceId());
    }

    public void voided(InvoiceVoided event, Transaction transaction) throws SQLException {
        Sql.write(transaction, clear, event.invoiceId());
    }

    public void payment(PaymentReceived event, Transaction transaction) throws SQLException {
        credit("PAYMENT", event.paymentId(), event.customerId(), event.amount().minus(event.allocated()), transaction);
    }

    public void creditNote(CreditNoteIssued event, Transaction transaction) throws SQLException {
        Money left = event.gross().minus(event.credited());
        credit("CREDIT NOTE", event.creditNoteId(), event.customerId(), left, transaction);
    }

    private void credit(String kind, String document, String customer, Money left, Transaction transaction)
            throws SQLException {
        if (left.isPositive()) Sql.write(transaction, insert, kind, document, customer, -left.pence());
    }
}
