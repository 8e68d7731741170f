package com.example.invoicing.domain;

import static com.example.invoicing.domain.Given.BOOK;
import static com.example.invoicing.domain.Given.CREATED;
import static com.example.invoicing.domain.Given.ISSUED;
import static com.example.invoicing.domain.Given.given;
import static dev.espalier.testing.Then.then;
import static dev.espalier.testing.Then.thenRefused;

import com.example.invoicing.domain.commands.AddLine;
import com.example.invoicing.domain.commands.Refusal;
import com.example.invoicing.domain.commands.RemoveLine;
import com.example.invoicing.domain.events.InvoiceLine;
import com.example.invoicing.domain.events.LineAdded;
import com.example.invoicing.domain.events.LineRemoved;
import com.example.invoicing.domain.events.Money;
import com.example.invoicing.domain.events.VatClass;
import java.math.BigDecimal;
import org.junit.jupiter.api.Test;

class LinesTest {
    private static final AddLine ADD = new AddLine("4711", BOOK);

    private static LineAdded added(int lineNo) {
        return new LineAdded(
                "4711",
                new InvoiceLine(
                        lineNo, "BOOK-1", "Book", 1, new BigDecimal("14.99"), VatClass.ZERO, Money.of("14.99")));
    }

    @Test
    void a_draft_gets_another_line() {
        given(CREATED).when(ADD, then(added(3)));
    }

    @Test
    void the_number_of_a_removed_line_is_not_used_again() {
        given(CREATED, added(3), new LineRemoved("4711", 3)).when(ADD, then(added(4)));
    }

    @Test
    void an_issued_invoice_gets_no_line() {
        given(CREATED, ISSUED)
                .when(
                        ADD,
                        thenRefused(
                                Refusal.NotADraft.class, "Invoice 4711 is no draft any more, so it stays as it is."));
    }

    @Test
    void a_line_is_removed_once() {
        RemoveLine remove = new RemoveLine("4711", 2);
        LineRemoved removed = new LineRemoved("4711", 2);
        given(CREATED).when(remove, then(removed));
        given(CREATED, removed).when(remove, thenRefused(Refusal.UnknownLine.class, "Invoice 4711 has no line 2."));
    }

    @Test
    void an_unknown_invoice_has_no_lines() {
        given().when(ADD, thenRefused(Refusal.UnknownInvoice.class, "There is no invoice 4711."));
    }
}
