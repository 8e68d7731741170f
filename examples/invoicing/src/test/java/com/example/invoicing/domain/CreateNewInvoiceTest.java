package com.example.invoicing.domain;

import static com.example.invoicing.domain.Given.ANN;
import static com.example.invoicing.domain.Given.BOOK;
import static com.example.invoicing.domain.Given.CREATED;
import static com.example.invoicing.domain.Given.TODAY;
import static com.example.invoicing.domain.Given.TWO_TREES;
import static com.example.invoicing.domain.Given.UK;
import static com.example.invoicing.domain.Given.given;
import static dev.espalier.testing.Then.then;
import static dev.espalier.testing.Then.thenRefused;

import com.example.invoicing.domain.commands.CreateNewInvoice;
import com.example.invoicing.domain.commands.Item;
import com.example.invoicing.domain.commands.Refusal;
import com.example.invoicing.domain.events.VatClass;
import java.math.BigDecimal;
import java.util.List;
import org.junit.jupiter.api.Test;

class CreateNewInvoiceTest {
    @Test
    void a_new_invoice_numbers_its_lines_and_rounds_their_amounts() {
        given(ANN).when(invoiceOf(TWO_TREES, BOOK), then(CREATED));
    }

    @Test
    void an_invoice_is_created_once() {
        given(CREATED)
                .when(invoiceOf(BOOK), thenRefused(Refusal.InvoiceExists.class, "There is an invoice 4711 already."));
    }

    @Test
    void the_customer_has_to_be_registered() {
        given().when(
                        invoiceOf(BOOK),
                        thenRefused(
                                Refusal.UnknownCustomer.class,
                                "There is no customer ann. Register the customer first."));
    }

    @Test
    void a_quantity_is_1_or_more() {
        given(ANN)
                .when(
                        invoiceOf(new Item("BOOK-1", "Book", 0, BigDecimal.ONE, VatClass.ZERO)),
                        thenRefused(
                                Refusal.BadQuantity.class, "The quantity of BOOK-1 is 0, but it has to be 1 or more."));
    }

    @Test
    void a_price_is_not_negative_and_has_three_decimals_at_most() {
        for (String price : List.of("-0.01", "1.2345"))
            given(ANN)
                    .when(
                            invoiceOf(new Item("BOOK-1", "Book", 1, new BigDecimal(price), VatClass.ZERO)),
                            thenRefused(
                                    Refusal.BadPrice.class,
                                    "The price of BOOK-1 is " + price
                                            + ", but it has to be 0 or more, with at most three decimals."));
    }

    private static CreateNewInvoice invoiceOf(Item... items) {
        return new CreateNewInvoice("4711", "ann", UK, TODAY, List.of(items));
    }
}
