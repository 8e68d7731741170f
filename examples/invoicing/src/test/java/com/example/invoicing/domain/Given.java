package com.example.invoicing.domain;

import com.example.invoicing.domain.commands.Item;
import com.example.invoicing.domain.events.CustomerRegistered;
import com.example.invoicing.domain.events.InvoiceIssued;
import com.example.invoicing.domain.events.InvoiceLine;
import com.example.invoicing.domain.events.Money;
import com.example.invoicing.domain.events.NewInvoiceCreated;
import com.example.invoicing.domain.events.NumberSeriesOpened;
import com.example.invoicing.domain.events.NumberTaken;
import com.example.invoicing.domain.events.VatClass;
import com.example.invoicing.domain.events.VatGroup;
import com.example.invoicing.setup.Invoicing;
import dev.espalier.infrastructure.Event;
import dev.espalier.testing.Scenario;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;

/** What the tests of the domain begin with: Ann's invoice 4711 over two pear trees and a book. */
final class Given {
    static final LocalDate TODAY = LocalDate.of(2025, 3, 10);
    static final LocalDate IN_30_DAYS = TODAY.plusDays(30);
    static final String UK = "United Kingdom";

    static final CustomerRegistered ANN = new CustomerRegistered("ann", "Ann", UK);
    static final NumberSeriesOpened NUMBERS = new NumberSeriesOpened("INV-2025");

    static final Item TWO_TREES = new Item("PEA-01", "Pear tree", 2, new BigDecimal("39.995"), VatClass.STANDARD);
    static final Item BOOK = new Item("BOOK-1", "Book", 1, new BigDecimal("14.99"), VatClass.ZERO);
    static final List<InvoiceLine> LINES = List.of(
            new InvoiceLine(
                    1, "PEA-01", "Pear tree", 2, new BigDecimal("39.995"), VatClass.STANDARD, Money.of("79.99")),
            new InvoiceLine(2, "BOOK-1", "Book", 1, new BigDecimal("14.99"), VatClass.ZERO, Money.of("14.99")));

    static final NewInvoiceCreated CREATED = new NewInvoiceCreated("4711", "ann", UK, TODAY, LINES);
    static final NumberTaken NUMBER_1 = new NumberTaken("INV-2025", 1, "4711", "INV-2025-000001");
    static final InvoiceIssued ISSUED = new InvoiceIssued(
            "4711",
            "INV-2025-000001",
            TODAY,
            IN_30_DAYS,
            List.of(
                    new VatGroup(VatClass.STANDARD, new BigDecimal("20.0"), Money.of("79.99"), Money.of("16.00")),
                    new VatGroup(VatClass.ZERO, new BigDecimal("0.0"), Money.of("14.99"), Money.ZERO)),
            Money.of("94.98"),
            Money.of("16.00"),
            Money.of("110.98"));

    static final NewInvoiceCreated SECOND_CREATED = new NewInvoiceCreated("4712", "ann", UK, TODAY, LINES);
    static final InvoiceIssued SECOND_ISSUED = new InvoiceIssued(
            "4712",
            "INV-2025-000002",
            TODAY,
            IN_30_DAYS,
            ISSUED.vatGroups(),
            ISSUED.net(),
            ISSUED.vat(),
            ISSUED.gross());

    private Given() {}

    /** The production handlers, on a store in memory and without rows. */
    static Scenario given(Event... events) {
        return Scenario.of(Invoicing::commands).given(events);
    }
}
