package com.example.invoicing.domain.models;

import com.example.invoicing.domain.events.NumberSeriesEvent;
import com.example.invoicing.domain.events.NumberSeriesOpened;
import com.example.invoicing.domain.events.NumberTaken;
import dev.espalier.infrastructure.Aggregate;
import java.time.LocalDate;
import java.util.Locale;

/**
 * A series of document numbers without gaps.
 *
 * @param lastNumber the number taken last, 0 when none has been
 */
public record NumberSeries(boolean isOpen, int lastNumber) {
    public static final NumberSeries NONE = new NumberSeries(false, 0);

    public static final Aggregate<String, NumberSeries, NumberSeriesEvent> AGGREGATE = Aggregate.of(
                    "number-series", NumberSeriesEvent.class, NumberSeriesEvent::series, NONE)
            .on(NumberSeriesOpened.class, (none, event) -> new NumberSeries(true, 0))
            .on(NumberTaken.class, (series, event) -> new NumberSeries(true, event.number()));

    /** Invoices of one year share a series. */
    public static String ofInvoices(LocalDate issuedOn) {
        return "INV-" + issuedOn.getYear();
    }

    /** Credit notes of one year share a series too. */
    public static String ofCreditNotes(LocalDate issuedOn) {
        return "CRN-" + issuedOn.getYear();
    }

    /** The next number goes to this document. */
    public NumberTaken take(String series, String documentId) {
        int next = lastNumber + 1;
        return new NumberTaken(series, next, documentId, series + String.format(Locale.ROOT, "-%06d", next));
    }
}
