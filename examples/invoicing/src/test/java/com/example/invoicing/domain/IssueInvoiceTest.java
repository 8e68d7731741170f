package com.example.invoicing.domain;

import static com.example.invoicing.domain.Given.CREATED;
import static com.example.invoicing.domain.Given.IN_30_DAYS;
import static com.example.invoicing.domain.Given.ISSUED;
import static com.example.invoicing.domain.Given.LINES;
import static com.example.invoicing.domain.Given.NUMBERS;
import static com.example.invoicing.domain.Given.NUMBER_1;
import static com.example.invoicing.domain.Given.TODAY;
import static com.example.invoicing.domain.Given.UK;
import static com.example.invoicing.domain.Given.given;
import static dev.espalier.testing.Then.then;
import static dev.espalier.testing.Then.thenRefused;
import static org.assertj.core.api.Assertions.assertThat;

import com.example.invoicing.domain.commands.IssueInvoice;
import com.example.invoicing.domain.commands.Refusal;
import com.example.invoicing.domain.events.Money;
import com.example.invoicing.domain.events.NewInvoiceCreated;
import com.example.invoicing.domain.events.VatClass;
import com.example.invoicing.domain.models.VatRates;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;

class IssueInvoiceTest {
    private static final IssueInvoice ISSUE = new IssueInvoice("4711", TODAY, IN_30_DAYS);

    @Test
    void issuing_takes_the_next_number_and_fixes_rates_and_totals() {
        given(NUMBERS, CREATED).when(ISSUE, then(NUMBER_1, ISSUED));
    }

    @Test
    void what_leaves_the_country_bears_no_vat() {
        var totals = VatRates.totals(LINES, "France", TODAY);
        assertThat(totals.vat()).isEqualTo(Money.ZERO);
        assertThat(totals.gross()).isEqualTo(totals.net()).isEqualTo(Money.of("94.98"));
    }

    @Test
    void the_standard_rate_rose_on_4_january_2011() {
        assertThat(VatRates.percent(VatClass.STANDARD, UK, LocalDate.of(2011, 1, 3)))
                .isEqualTo("17.5");
        assertThat(VatRates.percent(VatClass.STANDARD, UK, LocalDate.of(2011, 1, 4)))
                .isEqualTo("20.0");
    }

    @Test
    void an_invoice_is_issued_once() {
        given(CREATED, ISSUED)
                .when(
                        ISSUE,
                        thenRefused(
                                Refusal.NotADraft.class, "Invoice 4711 is no draft any more, so it stays as it is."));
    }

    @Test
    void an_unknown_invoice_cannot_be_issued() {
        given().when(ISSUE, thenRefused(Refusal.UnknownInvoice.class, "There is no invoice 4711."));
    }

    @Test
    void an_empty_invoice_cannot_be_issued() {
        given(new NewInvoiceCreated("4711", "ann", UK, TODAY, List.of()))
                .when(
                        ISSUE,
                        thenRefused(
                                Refusal.NothingToCharge.class,
                                "Invoice 4711 comes to 0.00, so there is nothing to charge."));
    }

    @Test
    void an_invoice_is_due_on_its_day_at_the_earliest() {
        given(CREATED)
                .when(
                        new IssueInvoice("4711", TODAY, TODAY.minusDays(1)),
                        thenRefused(Refusal.DueBeforeIssue.class, "Invoice 4711 cannot be due before it is issued."));
    }

    @Test
    void numbers_have_to_be_opened_first() {
        given(CREATED)
                .when(
                        ISSUE,
                        thenRefused(
                                Refusal.NumbersNotOpen.class,
                                "The numbers INV-2025 are not open yet. Open them once, at the start of the year."));
    }
}
