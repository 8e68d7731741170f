package com.example.invoicing.domain;

import static com.example.invoicing.domain.Given.ANN;
import static com.example.invoicing.domain.Given.NUMBERS;
import static com.example.invoicing.domain.Given.UK;
import static com.example.invoicing.domain.Story.given;

import com.example.invoicing.domain.commands.OpenNumberSeries;
import com.example.invoicing.domain.commands.OpenNumberSeriesHandler;
import com.example.invoicing.domain.commands.Refusal;
import com.example.invoicing.domain.commands.RegisterCustomer;
import com.example.invoicing.domain.commands.RegisterCustomerHandler;
import com.example.invoicing.domain.models.Customer;
import com.example.invoicing.domain.models.NumberSeries;
import org.junit.jupiter.api.Test;

class SetUpTest {
    @Test
    void a_customer_is_registered_once() {
        var handler = new RegisterCustomerHandler();
        var command = new RegisterCustomer("ann", "Ann", UK);
        given().when(handler, command, Customer.AGGREGATE, "ann").then(ANN);
        given(ANN)
                .when(handler, command, Customer.AGGREGATE, "ann")
                .thenRefused(Refusal.CustomerExists.class, "Customer ann is registered already.");
    }

    @Test
    void a_number_series_is_opened_once() {
        var handler = new OpenNumberSeriesHandler();
        var command = new OpenNumberSeries("INV-2025");
        given().when(handler, command, NumberSeries.AGGREGATE, "INV-2025").then(NUMBERS);
        given(NUMBERS)
                .when(handler, command, NumberSeries.AGGREGATE, "INV-2025")
                .thenRefused(Refusal.NumbersOpenAlready.class, "The numbers INV-2025 are open already.");
    }
}
