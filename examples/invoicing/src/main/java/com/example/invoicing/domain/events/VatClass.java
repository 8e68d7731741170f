package com.example.invoicing.domain.events;

/** How a product is taxed. Which rate that is depends on the day and the country: see {@code VatRates}. */
public enum VatClass {
    STANDARD,
    REDUCED,
    ZERO
}
