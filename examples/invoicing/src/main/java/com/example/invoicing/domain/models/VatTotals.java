package com.example.invoicing.domain.models;

import com.example.invoicing.domain.events.Money;
import com.example.invoicing.domain.events.VatGroup;
import java.util.List;

/** What a document comes to. VAT was rounded once in each group, so nothing is rounded here. */
public record VatTotals(List<VatGroup> groups) {
    public Money net() {
        return Money.sum(groups.stream().map(VatGroup::net).toList());
    }

    public Money vat() {
        return Money.sum(groups.stream().map(VatGroup::vat).toList());
    }

    public Money gross() {
        return net().plus(vat());
    }
}
