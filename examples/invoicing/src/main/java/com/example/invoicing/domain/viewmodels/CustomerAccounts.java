package com.example.invoicing.domain.viewmodels;

import com.example.invoicing.domain.events.CreditNoteIssued;
import com.example.invoicing.domain.events.InvoiceCredited;
import com.example.invoicing.domain.events.InvoiceIssued;
import com.example.invoicing.domain.events.InvoiceVoided;
import com.example.invoicing.domain.events.InvoiceWrittenOff;
import com.example.invoicing.domain.events.NewInvoiceCreated;
import com.example.invoicing.domain.events.PaymentAllocated;
import com.example.invoicing.domain.events.PaymentReceived;
import com.example.invoicing.repositories.commands.CustomerAccountRows;

/** What each customer owes, less what is to their credit. */
public final class CustomerAccounts extends TableView {
    public static final String NAME = "customer-accounts";

    public CustomerAccounts() {
        this(new CustomerAccountRows(1));
    }

    private CustomerAccounts(CustomerAccountRows rows) {
        super(NAME, 1, rows);
        on(NewInvoiceCreated.class, rows::invoice);
        on(InvoiceIssued.class, rows::issued);
        on(PaymentAllocated.class, rows::paid);
        on(InvoiceCredited.class, rows::credited);
        on(InvoiceWrittenOff.class, rows::writtenOff);
        on(InvoiceVoided.class, rows::voided);
        on(PaymentReceived.class, rows::payment);
        on(CreditNoteIssued.class, rows::creditNote);
    }
}
