package com.example.invoicing.reports;

import java.io.PrintStream;

/** A table with a title; the name is that of its file. */
public record Report(String name, String title, Table table) {
    private static final int ROWS_ON_SCREEN = 10;

    public void print(PrintStream out) {
        out.print("\n" + title + "\n");
        table.print(out, ROWS_ON_SCREEN);
    }
}
