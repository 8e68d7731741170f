package com.example.invoicing.reports;

import java.io.PrintStream;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

/** Rows under headings: words to the left, figures to the right, as wide as needed. */
public final class Table {
    private final List<String> headings;
    private final List<List<Object>> rows = new ArrayList<>();

    public Table(String... headings) {
        this.headings = List.of(headings);
    }

    /** A cell is a text, a whole number, or an amount; empty texts are fine. */
    public Table row(Object... cells) {
        if (cells.length != headings.size())
            throw new IllegalArgumentException(cells.length + " cells under " + headings.size() + " headings");
        rows.add(List.of(cells));
        return this;
    }

    public void print(PrintStream out) {
        List<List<String>> columns = new ArrayList<>();
        for (int i = 0; i < headings.size(); i++) columns.add(column(i));
        for (int i = 0; i < rows.size() + 2; i++) {
            StringBuilder line = new StringBuilder();
            for (List<String> column : columns) line.append("  ").append(column.get(i));
            out.print(line.toString().stripTrailing() + "\n");
        }
    }

    /** All its cells in one width, the heading and the rule below it first. */
    private List<String> column(int index) {
        List<Object> cells = rows.stream().map(row -> row.get(index)).toList();
        int decimals = cells.stream()
                .mapToInt(cell -> cell instanceof BigDecimal amount ? Figures.decimals(amount) : 0)
                .max()
                .orElse(0);
        List<String> texts = new ArrayList<>(List.of(headings.get(index), ""));
        for (Object cell : cells) texts.add(text(cell, decimals));
        int width = texts.stream().mapToInt(String::length).max().orElse(0);
        texts.set(1, "-".repeat(width));
        boolean figures = cells.stream().anyMatch(cell -> !(cell instanceof String));
        return texts.stream()
                .map(text -> {
                    String padding = " ".repeat(width - text.length());
                    return figures ? padding + text : text + padding;
                })
                .toList();
    }

    private static String text(Object cell, int decimals) {
        if (cell instanceof BigDecimal amount) return Figures.amount(amount, decimals);
        if (cell instanceof Number number) return Figures.count(number.longValue());
        return cell.toString();
    }
}
