package com.example.invoicing.domain;

import static com.example.invoicing.domain.Given.CREATED;
import static com.example.invoicing.domain.Given.IN_30_DAYS;
import static com.example.invoicing.domain.Given.ISSUED;
import static com.example.invoicing.domain.Given.TODAY;
import static com.example.invoicing.domain.Given.given;
import static dev.espalier.testing.Then.then;
import static dev.espalier.testing.Then.thenRefused;

import com.example.invoicing.domain.commands.ChangeDueDate;
import com.example.invoicing.domain.commands.Refusal;
import com.example.invoicing.domain.commands.VoidInvoice;
import com.example.invoicing.domain.commands.WriteOff;
import com.example.invoicing.domain.events.DueDateChanged;
import com.example.invoicing.domain.events.InvoiceWrittenOff;
import com.example.invoicing.domain.events.Money;
import com.example.invoicing.domain.events.PaymentAllocated;
import java.time.LocalDate;
import org.junit.jupiter.api.Test;

/** What can still be done about an invoice that went out. */
class AfterIssueTest {
    private static final PaymentAllocated PAID_100 = new PaymentAllocated("4711", "p1", Money.of("100.00"));
    private static final WriteOff WRITE_OFF = new WriteOff("4711", "bankrupt");

    @Test
    void its_due_date_can_be_moved_but_not_before_its_issue() {
        LocalDate later = IN_30_DAYS.plusDays(14);
        given(CREATED, ISSUED).when(new ChangeDueDate("4711", later), then(new DueDateChanged("4711", later)));
        given(CREATED, ISSUED)
                .when(
                        new ChangeDueDate("4711", TODAY.minusDays(1)),
                        thenRefused(Refusal.DueBeforeIssue.class, "Invoice 4711 cannot be due before it is issued."));
        given(CREATED)
                .when(
                        new ChangeDueDate("4711", later),
                        thenRefused(
                                Refusal.NotIssued.class,
                                "Invoice 4711 is not open: it is a draft, void or written off."));
    }

    @Test
    void the_rest_of_it_can_be_written_off() {
        given(CREATED, ISSUED, PAID_100)
                .when(WRITE_OFF, then(new InvoiceWrittenOff("4711", Money.of("10.98"), "bankrupt")));
    }

    @Test
    void where_nothing_is_open_nothing_is_written_off() {
        given(CREATED, ISSUED, new PaymentAllocated("4711", "p1", Money.of("110.98")))
                .when(
                        WRITE_OFF,
                        thenRefused(
                                Refusal.NothingOpen.class,
                                "Invoice 4711 has nothing open, so there is nothing to write off."));
    }

    @Test
    void it_cannot_be_voided_once_money_has_moved() {
        given(CREATED, ISSUED, PAID_100)
                .when(
                        new VoidInvoice("4711", "twice"),
                        thenRefused(
                                Refusal.HasBookings.class,
                                "Invoice 4711 has been paid, credited or written off in part. Issue a credit note instead."));
    }
}
