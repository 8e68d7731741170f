package com.example.invoicing.domain;

import static com.example.invoicing.domain.Given.ANN;
import static com.example.invoicing.domain.Given.CREATED;
import static com.example.invoicing.domain.Given.ISSUED;
import static com.example.invoicing.domain.Given.LINES;
import static com.example.invoicing.domain.Given.SECOND_CREATED;
import static com.example.invoicing.domain.Given.SECOND_ISSUED;
import static com.example.invoicing.domain.Given.TODAY;
import static com.example.invoicing.domain.Given.TWO_TREES;
import static com.example.invoicing.domain.Given.UK;
import static com.example.invoicing.domain.Given.given;
import static dev.espalier.testing.Then.then;
import static dev.espalier.testing.Then.thenRefused;

import com.example.invoicing.domain.commands.IssueCreditNote;
import com.example.invoicing.domain.commands.Refusal;
import com.example.invoicing.domain.events.CreditNoteIssued;
import com.example.invoicing.domain.events.InvoiceCredited;
import com.example.invoicing.domain.events.Money;
import com.example.invoicing.domain.events.NumberSeriesOpened;
import com.example.invoicing.domain.events.NumberTaken;
import com.example.invoicing.domain.events.PaymentAllocated;
import com.example.invoicing.domain.events.VatClass;
import com.example.invoicing.domain.events.VatGroup;
import java.math.BigDecimal;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Ann returns the two trees, for 79.99 and 16.00 of VAT. */
class IssueCreditNoteTest {
    private static final NumberSeriesOpened NUMBERS = new NumberSeriesOpened("CRN-2025");
    private static final NumberTaken NUMBER_1 = new NumberTaken("CRN-2025", 1, "c1", "CRN-2025-000001");

    @Test
    void what_is_credited_is_owed_no_more() {
        given(ANN, NUMBERS, CREATED, ISSUED)
                .when(
                        creditNoteFor("4711"),
                        then(NUMBER_1, issued("95.99"), new InvoiceCredited("4711", "c1", Money.of("95.99"))));
    }

    @Test
    void what_was_paid_already_can_be_credited_too() {
        given(ANN, NUMBERS, CREATED, ISSUED, new PaymentAllocated("4711", "p1", Money.of("110.98")))
                .when(
                        creditNoteFor("4711"),
                        then(NUMBER_1, issued("95.99"), new InvoiceCredited("4711", "c1", Money.of("95.99"))));
    }

    @Test
    void no_invoice_is_credited_beyond_its_amount_and_the_rest_goes_to_the_next() {
        given(ANN, NUMBERS, CREATED, ISSUED, SECOND_CREATED, SECOND_ISSUED, credited("4711", "100.00"))
                .when(
                        creditNoteFor("4711", "4712"),
                        then(NUMBER_1, issued("95.99"), creditedNow("4711", "10.98"), creditedNow("4712", "85.01")));
    }

    @Test
    void what_no_invoice_can_take_stays_with_the_customer() {
        given(ANN, NUMBERS, CREATED, ISSUED, credited("4711", "110.98"))
                .when(creditNoteFor("4711"), then(NUMBER_1, issued("0.00")));
    }

    @Test
    void a_credit_note_is_issued_once() {
        given(issued("0.00"))
                .when(
                        creditNoteFor(),
                        thenRefused(Refusal.CreditNoteExists.class, "There is a credit note c1 already."));
    }

    @Test
    void it_is_for_something() {
        given(ANN)
                .when(
                        new IssueCreditNote("c1", "ann", UK, TODAY, "returned", List.of(), List.of()),
                        thenRefused(
                                Refusal.NothingToCredit.class,
                                "Credit note c1 comes to 0.00, so there is nothing to credit."));
    }

    @Test
    void it_is_for_an_invoice_that_is_open_and_named_once() {
        given(ANN, CREATED)
                .when(
                        creditNoteFor("4711"),
                        thenRefused(
                                Refusal.NotIssued.class,
                                "Invoice 4711 is not open: it is a draft, void or written off."));
        given(ANN, NUMBERS, CREATED, ISSUED)
                .when(
                        creditNoteFor("4711", "4711"),
                        thenRefused(Refusal.NamedTwice.class, "Invoice 4711 is named twice. Once is enough."));
    }

    private static IssueCreditNote creditNoteFor(String... invoiceIds) {
        return new IssueCreditNote("c1", "ann", UK, TODAY, "returned", List.of(TWO_TREES), List.of(invoiceIds));
    }

    private static InvoiceCredited credited(String invoiceId, String amount) {
        return new InvoiceCredited(invoiceId, "c0", Money.of(amount));
    }

    private static InvoiceCredited creditedNow(String invoiceId, String amount) {
        return new InvoiceCredited(invoiceId, "c1", Money.of(amount));
    }

    private static CreditNoteIssued issued(String credited) {
        return new CreditNoteIssued(
                "c1",
                "CRN-2025-000001",
                "ann",
                UK,
                TODAY,
                "returned",
                LINES.subList(0, 1),
                List.of(new VatGroup(VatClass.STANDARD, new BigDecimal("20.0"), Money.of("79.99"), Money.of("16.00"))),
                Money.of("79.99"),
                Money.of("16.00"),
                Money.of("95.99"),
                Money.of(credited));
    }
}
