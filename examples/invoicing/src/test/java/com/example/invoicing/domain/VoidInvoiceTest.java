package com.example.invoicing.domain;

import static com.example.invoicing.domain.Given.CREATED;
import static com.example.invoicing.domain.Given.ISSUED;
import static com.example.invoicing.domain.Given.given;
import static dev.espalier.testing.Then.then;
import static dev.espalier.testing.Then.thenRefused;

import com.example.invoicing.domain.commands.Refusal;
import com.example.invoicing.domain.commands.VoidInvoice;
import com.example.invoicing.domain.events.InvoiceVoided;
import org.junit.jupiter.api.Test;

class VoidInvoiceTest {
    private static final VoidInvoice VOID = new VoidInvoice("4711", "wrong customer");
    private static final InvoiceVoided VOIDED = new InvoiceVoided("4711", "wrong customer");

    @Test
    void a_draft_and_an_issued_invoice_can_be_voided() {
        given(CREATED).when(VOID, then(VOIDED));
        given(CREATED, ISSUED).when(VOID, then(VOIDED));
    }

    @Test
    void an_invoice_is_voided_once() {
        given(CREATED, VOIDED).when(VOID, thenRefused(Refusal.InvoiceIsVoid.class, "Invoice 4711 is void."));
    }

    @Test
    void an_unknown_invoice_cannot_be_voided() {
        given().when(VOID, thenRefused(Refusal.UnknownInvoice.class, "There is no invoice 4711."));
    }
}
