package com.example.invoicing.domain.viewmodels;

import com.example.invoicing.repositories.commands.ViewTable;
import dev.espalier.infrastructure.Transaction;
import dev.espalier.infrastructure.ViewModel;

/** A version of a view that has one table. */
abstract class TableView extends ViewModel {
    private final ViewTable table;

    TableView(String view, int version, ViewTable table) {
        super(view, version);
        this.table = table;
    }

    @Override
    public final void create(Transaction transaction) throws Exception {
        table.create(transaction);
    }

    @Override
    public final void drop(Transaction transaction) throws Exception {
        table.drop(transaction);
    }
}
