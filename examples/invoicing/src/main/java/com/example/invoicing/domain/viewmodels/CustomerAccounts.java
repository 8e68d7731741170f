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
import dev.espalier.infrastructure.Transaction;
import dev.espalier.infrastructure.ViewModel;

/** What each customer owes, less what is to their credit. */
public final class CustomerAccounts extends ViewModel {
    public static final String NAME = "customer-accounts";

    private final CustomerAccountRows rows = new CustomerAccountRows(1);

    public CustomerAccounts() {
        super(NAME, 1);
        on(NewInvoiceCreated.class, rows::invoice);
        on(InvoiceIssued.class, rows::issued);
        on(PaymentAllocated.class, rows::paid);
        on(InvoiceCredited.class, rows::credited);
        on(InvoiceWrittenOff.class, rows::writtenOff);
        on(InvoiceVoided.class, rows::voided);
        on(PaymentReceived.class, rows::payment);
        on(CreditNoteIssued.class, rows::creditNote);
    }

    @Override
    public void create(Transaction transaction) throws Exception {
        rows.create(transaction);
    }

    @Override
    public void drop(Transaction transaction) throws Exception {
        rows.drop(transaction);
    }
}
