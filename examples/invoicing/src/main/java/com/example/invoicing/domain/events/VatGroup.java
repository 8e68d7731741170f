package com.example.invoicing.domain.events;

import java.math.BigDecimal;

/**
 * The part of a document that is taxed at one rate. VAT is rounded once per group.
 *
 * @param vatClass of its lines
 * @param percent the rate that was in force, such as 17.5
 * @param net sum of its lines
 * @param vat on them
 */
public record VatGroup(VatClass vatClass, BigDecimal percent, Money net, Money vat) {}
