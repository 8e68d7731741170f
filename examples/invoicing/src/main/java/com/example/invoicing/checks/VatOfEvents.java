package com.example.invoicing.checks;

import com.example.invoicing.domain.events.CreditNoteIssued;
import com.example.invoicing.domain.events.InvoiceIssued;
import com.example.invoicing.domain.events.InvoiceVoided;
import com.example.invoicing.domain.events.NewInvoiceCreated;
import com.example.invoicing.domain.events.VatGroup;
import com.example.invoicing.reports.Figures;
import com.example.invoicing.repositories.queries.VatByMonth;
import dev.espalier.infrastructure.EventStoreService;
import dev.espalier.infrastructure.Query;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Whether the VAT report, which reads rows, says what the events say. */
public final class VatOfEvents {
    private record Key(String month, String country, BigDecimal rate) {}

    private final Set<String> voided = new HashSet<>();
    private final Map<String, String> countries = new HashMap<>();
    private final Map<Key, BigDecimal> vat = new HashMap<>();

    private VatOfEvents() {}

    public static Check equalsReport(Connection rows, EventStoreService events) throws SQLException {
        var ofEvents = new VatOfEvents();
        ofEvents.read(events);
        List<VatByMonth.Vat> report = new VatByMonth().run(rows);
        long wrong = 0;
        BigDecimal sum = BigDecimal.ZERO;
        for (var line : report) {
            var key = new Key(line.month(), line.country(), line.rate());
            if (line.vat().compareTo(ofEvents.vat.getOrDefault(key, BigDecimal.ZERO)) != 0) wrong++;
            sum = sum.add(line.vat());
        }
        boolean complete = ofEvents.vat.size() == report.size();
        return new Check(
                "VAT by month, country and rate is what the events say",
                wrong == 0 && complete && !report.isEmpty(),
                Figures.count(report.size()) + " lines, VAT " + Figures.amount(sum)
                        + (wrong == 0 ? "" : ", " + wrong + " wrong"));
    }

    private void read(EventStoreService events) {
        try (var all = events.read(Query.types(InvoiceVoided.class))) {
            for (var each : all) voided.add(((InvoiceVoided) each.event()).invoiceId());
        }
        try (var all = events.read(Query.types(NewInvoiceCreated.class, InvoiceIssued.class, CreditNoteIssued.class))) {
            for (var each : all) {
                if (each.event() instanceof NewInvoiceCreated created)
                    countries.put(created.invoiceId(), created.country());
                else if (each.event() instanceof InvoiceIssued issued && !voided.contains(issued.invoiceId()))
                    add(issued.issuedOn(), countries.get(issued.invoiceId()), issued.vatGroups(), 1);
                else if (each.event() instanceof CreditNoteIssued note)
                    add(note.issuedOn(), note.country(), note.vatGroups(), -1);
            }
        }
    }

    private void add(LocalDate day, String country, List<VatGroup> groups, int sign) {
        for (VatGroup group : groups)
            vat.merge(
                    new Key(YearMonth.from(day).toString(), country, group.percent()),
                    group.vat().amount().multiply(BigDecimal.valueOf(sign)),
                    BigDecimal::add);
    }
}
