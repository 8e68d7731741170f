package com.example.invoicing.domain;

import static com.example.invoicing.domain.Given.ANN;
import static com.example.invoicing.domain.Given.CREATED;
import static com.example.invoicing.domain.Given.ISSUED;
import static com.example.invoicing.domain.Given.SECOND_CREATED;
import static com.example.invoicing.domain.Given.SECOND_ISSUED;
import static com.example.invoicing.domain.Given.TODAY;
import static com.example.invoicing.domain.Given.UK;
import static com.example.invoicing.domain.Given.given;
import static dev.espalier.testing.Then.then;
import static dev.espalier.testing.Then.thenRefused;

import com.example.invoicing.domain.commands.Refusal;
import com.example.invoicing.domain.commands.RegisterPayment;
import com.example.invoicing.domain.commands.RegisterPayment.Part;
import com.example.invoicing.domain.events.CustomerRegistered;
import com.example.invoicing.domain.events.InvoiceVoided;
import com.example.invoicing.domain.events.Money;
import com.example.invoicing.domain.events.PaymentAllocated;
import com.example.invoicing.domain.events.PaymentReceived;
import dev.espalier.infrastructure.Event;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Ann has two invoices, of 110.98 each. */
class RegisterPaymentTest {
    private static final Event[] TWO_INVOICES = {ANN, CREATED, ISSUED, SECOND_CREATED, SECOND_ISSUED};

    @Test
    void one_payment_settles_several_invoices() {
        given(TWO_INVOICES)
                .when(
                        payment("150.00", part("4711", "110.98"), part("4712", "30.00")),
                        then(
                                received("150.00", "140.98"),
                                new PaymentAllocated("4711", "p1", Money.of("110.98")),
                                new PaymentAllocated("4712", "p1", Money.of("30.00"))));
    }

    @Test
    void a_payment_may_be_for_nothing_in_particular() {
        given(ANN).when(payment("20.00"), then(received("20.00", "0.00")));
    }

    @Test
    void a_payment_is_registered_once() {
        given(received("20.00", "0.00"))
                .when(payment("20.00"), thenRefused(Refusal.PaymentExists.class, "Payment p1 is registered already."));
    }

    @Test
    void the_payer_has_to_be_registered() {
        given().when(
                        payment("20.00"),
                        thenRefused(
                                Refusal.UnknownCustomer.class,
                                "There is no customer ann. Register the customer first."));
    }

    @Test
    void a_payment_and_its_parts_are_for_something() {
        String sentence = "Payment p1 has to be for more than 0.00, and so has each part of it.";
        given(ANN).when(payment("0.00"), thenRefused(Refusal.NothingPaid.class, sentence));
        given(ANN, CREATED, ISSUED)
                .when(payment("1.00", part("4711", "0.00")), thenRefused(Refusal.NothingPaid.class, sentence));
    }

    @Test
    void the_parts_are_not_more_than_the_whole() {
        given(ANN)
                .when(
                        payment("50.00", part("4711", "30.00"), part("4712", "30.00")),
                        thenRefused(
                                Refusal.AllocatedMoreThanPaid.class,
                                "Payment p1 is for 50.00, but 60.00 of it are said to be for invoices."));
    }

    @Test
    void an_invoice_is_not_paid_beyond_its_balance() {
        given(ANN, CREATED, ISSUED, new PaymentAllocated("4711", "p0", Money.of("100.00")))
                .when(
                        payment("50.00", part("4711", "10.99")),
                        thenRefused(Refusal.MoreThanOpen.class, "Invoice 4711 has 10.98 open, so 10.99 is too much."));
    }

    @Test
    void an_invoice_is_named_once() {
        given(ANN, CREATED, ISSUED)
                .when(
                        payment("50.00", part("4711", "10.00"), part("4711", "20.00")),
                        thenRefused(Refusal.NamedTwice.class, "Invoice 4711 is named twice. Once is enough."));
    }

    @Test
    void only_invoices_that_are_open_can_be_paid() {
        given(ANN, CREATED)
                .when(
                        payment("50.00", part("4711", "10.00")),
                        thenRefused(
                                Refusal.NotIssued.class,
                                "Invoice 4711 is not open: it is a draft, void or written off."));
        given(ANN, CREATED, ISSUED, new InvoiceVoided("4711", "twice"))
                .when(
                        payment("50.00", part("4711", "10.00")),
                        thenRefused(
                                Refusal.NotIssued.class,
                                "Invoice 4711 is not open: it is a draft, void or written off."));
        given(ANN)
                .when(
                        payment("50.00", part("4711", "10.00")),
                        thenRefused(Refusal.UnknownInvoice.class, "There is no invoice 4711."));
    }

    @Test
    void nobody_pays_for_others() {
        var forBob = new RegisterPayment("p1", "bob", TODAY, Money.of("5.00"), List.of(part("4711", "5.00")));
        given(new CustomerRegistered("bob", "Bob", UK), CREATED, ISSUED)
                .when(forBob, thenRefused(Refusal.OfAnotherCustomer.class, "Invoice 4711 is not one of customer bob."));
    }

    private static RegisterPayment payment(String amount, Part... parts) {
        return new RegisterPayment("p1", "ann", TODAY, Money.of(amount), List.of(parts));
    }

    private static Part part(String invoiceId, String amount) {
        return new Part(invoiceId, Money.of(amount));
    }

    private static PaymentReceived received(String amount, String allocated) {
        return new PaymentReceived("p1", "ann", TODAY, Money.of(amount), Money.of(allocated));
    }
}
