package com.example.invoicing.domain;

import static com.example.invoicing.domain.Given.ANN;
import static com.example.invoicing.domain.Given.NUMBERS;
import static com.example.invoicing.domain.Given.UK;
import static com.example.invoicing.domain.Given.given;
import static dev.espalier.testing.Then.then;
import static dev.espalier.testing.Then.thenRefused;

import com.example.invoicing.domain.commands.OpenNumberSeries;
import com.example.invoicing.domain.commands.Refusal;
import com.example.invoicing.domain.commands.RegisterCustomer;
import org.junit.jupiter.api.Test;

class SetUpTest {
    @Test
    void a_customer_is_registered_once() {
        var command = new RegisterCustomer("ann", "Ann", UK);
        given().when(command, then(ANN));
        given(ANN).when(command, thenRefused(Refusal.CustomerExists.class, "Customer ann is registered already."));
    }

    @Test
    void a_number_series_is_opened_once() {
        var command = new OpenNumberSeries("INV-2025");
        given().when(command, then(NUMBERS));
        given(NUMBERS)
                .when(command, thenRefused(Refusal.NumbersOpenAlready.class, "The numbers INV-2025 are open already."));
    }
}
