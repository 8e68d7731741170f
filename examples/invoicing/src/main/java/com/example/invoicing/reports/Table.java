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
        int[] widths = new int[headings.size()];
        boolean[] figures = new boolean[widths.length];
        for (int i = 0; i < widths.length; i++) {
            int column = i;
            widths[i] = headings.get(i).length();
            for (List<Object> row : rows)
                widths[i] = Math.max(widths[i], text(row.get(i)).length());
            figures[i] = rows.stream().anyMatch(row -> !(row.get(column) instanceof String));
        }
        line(out, headings, widths, figures);
        line(out, java.util.Arrays.stream(widths).mapToObj("-"::repeat).toList(), widths, figures);
        for (List<Object> row : rows) line(out, row.stream().map(Table::text).toList(), widths, figures);
    }

    private static void line(PrintStream out, List<String> cells, int[] widths, boolean[] figures) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < widths.length; i++) {
            String padding = " ".repeat(widths[i] - cells.get(i).length());
            line.append("  ").append(figures[i] ? padding + cells.get(i) : cells.get(i) + padding);
        }
        out.print(line.toString().stripTrailing() + "\n");
    }

    private static String text(Object cell) {
        if (cell instanceof BigDecimal amount) return Figures.amount(amount);
        if (cell instanceof Number number) return Figures.count(number.longValue());
        return cell.toString();
    }
}
