package com.example.invoicing.reports;

import java.io.PrintStream;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

/** Rows under headings: words to the left, figures to the right, as wide as needed. */
public final class Table {
    private final List<String> headings;
    private final List<List<Object>> rows = new ArrayList<>();
    private List<Object> total = List.of();

    public Table(String... headings) {
        this.headings = List.of(headings);
    }

    /** A cell is a text, a whole number, or an amount; empty texts are fine. */
    public Table row(Object... cells) {
        rows.add(checked(cells));
        return this;
    }

    /** What the last line says; not part of the data. */
    public Table total(Object... cells) {
        total = checked(cells);
        return this;
    }

    private List<Object> checked(Object[] cells) {
        if (cells.length != headings.size())
            throw new IllegalArgumentException(cells.length + " cells under " + headings.size() + " headings");
        return List.of(cells);
    }

    /** On a screen or on paper, with the first rows only where there are many. */
    public void print(PrintStream out, int atMost) {
        List<List<Object>> shown = new ArrayList<>(rows.subList(0, Math.min(atMost, rows.size())));
        if (!total.isEmpty()) shown.add(total);
        List<List<String>> columns = new ArrayList<>();
        for (int i = 0; i < headings.size(); i++) columns.add(column(i, shown));
        for (int i = 0; i < shown.size() + 2; i++) {
            if (i == Math.min(atMost, rows.size()) + 2 && rows.size() > atMost)
                out.print("  and " + Figures.count(rows.size() - atMost) + " more\n");
            StringBuilder line = new StringBuilder();
            for (List<String> column : columns) line.append("  ").append(column.get(i));
            out.print(line.toString().stripTrailing() + "\n");
        }
        if (total.isEmpty() && rows.size() > atMost)
            out.print("  and " + Figures.count(rows.size() - atMost) + " more\n");
    }

    /** All its cells in one width, the heading and the rule below it first. */
    private List<String> column(int index, List<List<Object>> shown) {
        List<Object> cells = shown.stream().map(row -> row.get(index)).toList();
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

    /** For other programs: every row, figures plain, no total. */
    public String csv() {
        StringBuilder csv = new StringBuilder(line(headings));
        for (List<Object> row : rows) csv.append(line(row));
        return csv.toString();
    }

    private static String line(List<?> cells) {
        return String.join(",", cells.stream().map(Table::value).toList()) + "\n";
    }

    private static String value(Object cell) {
        String text = cell instanceof BigDecimal amount ? amount.toPlainString() : cell.toString();
        boolean quotes = text.chars().anyMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
        return quotes ? '"' + text.replace("\"", "\"\"") + '"' : text;
    }
}
