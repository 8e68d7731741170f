package com.example.invoicing.domain.viewmodels;

import com.example.invoicing.domain.events.CreditNoteIssued;
import com.example.invoicing.domain.events.InvoiceIssued;
import com.example.invoicing.domain.events.InvoiceVoided;
import com.example.invoicing.domain.events.NewInvoiceCreated;
import com.example.invoicing.repositories.commands.MonthlyVatRows;
import dev.espalier.infrastructure.Transaction;
import dev.espalier.infrastructure.ViewModel;

/** What is owed to the tax office, by month, country and rate. */
public final class MonthlyVat extends ViewModel {
    public static final String NAME = "monthly-vat";

    private final MonthlyVatRows rows = new MonthlyVatRows(1);

    public MonthlyVat() {
        super(NAME, 1);
        on(NewInvoiceCreated.class, rows::created);
        on(InvoiceIssued.class, rows::issued);
        on(InvoiceVoided.class, rows::voided);
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
