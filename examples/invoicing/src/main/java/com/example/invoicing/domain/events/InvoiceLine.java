package com.example.invoicing.domain.events;

import java.math.BigDecimal;

/**
 * A line of an invoice, numbered for good: two lines may say exactly the same.
 *
 * @param lineNo its number on this invoice
 * @param product its code
 * @param description as printed
 * @param quantity 1 or more
 * @param unitPrice in pounds, with up to three decimals
 * @param vatClass how it is taxed
 * @param amount quantity times price, to the penny
 */
public record InvoiceLine(
        int lineNo,
        String product,
        String description,
        int quantity,
        BigDecimal unitPrice,
        VatClass vatClass,
        Money amount) {}
