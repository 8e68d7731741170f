package com.example.invoicing.domain.models;

import com.example.invoicing.domain.events.InvoiceLine;
import java.util.ArrayList;
import java.util.List;

/**
 * The lines of an invoice.
 *
 * @param lastNo the highest number ever given; a removed line does not free its number
 */
public record InvoiceLines(List<InvoiceLine> all, int lastNo) {
    static final InvoiceLines NONE = new InvoiceLines(List.of(), 0);

    static InvoiceLines of(List<InvoiceLine> lines) {
        return new InvoiceLines(lines, lines.size());
    }

    public boolean has(int lineNo) {
        return all.stream().anyMatch(line -> line.lineNo() == lineNo);
    }

    InvoiceLines with(InvoiceLine line) {
        List<InvoiceLine> more = new ArrayList<>(all);
        more.add(line);
        return new InvoiceLines(List.copyOf(more), line.lineNo());
    }

    InvoiceLines without(int lineNo) {
        return new InvoiceLines(
                all.stream().filter(line -> line.lineNo() != lineNo).toList(), lastNo);
    }
}
