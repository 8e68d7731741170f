package com.example.invoicing.repositories.commands;

import dev.espalier.infrastructure.Transaction;
import java.sql.SQLException;

/** A table of a version of a view, which is made and dropped with it. */
public abstract class ViewTable {
    final String name;
    private final String columns;

    ViewTable(String name, String columns) {
        this.name = name;
        this.columns = columns;
    }

    /** Empty, whatever was there. */
    public final void create(Transaction transaction) throws SQLException {
        drop(transaction);
        Sql.write(transaction, "CREATE TABLE " + name + " (" + columns + ") WITHOUT ROWID");
    }

    public final void drop(Transaction transaction) throws SQLException {
        Sql.write(transaction, "DROP TABLE IF EXISTS " + name);
    }
}
