package com.example.invoicing.domain.viewmodels;

import com.example.invoicing.domain.events.CreditNoteIssued;
import com.example.invoicing.domain.events.InvoiceIssued;
import com.example.invoicing.domain.events.InvoiceVoided;
import com.example.invoicing.domain.events.NewInvoiceCreated;
import com.example.invoicing.repositories.commands.MonthlyVatRows;

/** What is owed to the tax office, by month, country and rate. */
public final class MonthlyVat extends TableView {
    public static final String NAME = "monthly-vat";

    public MonthlyVat() {
        this(new MonthlyVatRows(1));
    }

    private MonthlyVat(MonthlyVatRows rows) {
        super(NAME, 1, rows);
        on(NewInvoiceCreated.class, rows::created);
        on(InvoiceIssued.class, rows::issued);
        on(InvoiceVoided.class, rows::voided);
        on(CreditNoteIssued.class, rows::creditNote);
    }
}
