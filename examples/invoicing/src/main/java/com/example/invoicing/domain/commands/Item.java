package com.example.invoicing.domain.commands;

import com.example.invoicing.domain.events.InvoiceLine;
import com.example.invoicing.domain.events.Money;
import com.example.invoicing.domain.events.VatClass;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

/** What somebody wants on an invoice. It becomes a line once it is accepted and has a number. */
public record Item(String product, String description, int quantity, BigDecimal unitPrice, VatClass vatClass) {
    static List<InvoiceLine> asLines(List<Item> items) {
        List<InvoiceLine> lines = new ArrayList<>();
        for (Item item : items) lines.add(item.asLine(lines.size() + 1));
        return lines;
    }

    InvoiceLine asLine(int lineNo) {
        if (quantity < 1) throw new Refusal.BadQuantity(this);
        if (unitPrice.signum() < 0 || unitPrice.scale() > 3) throw new Refusal.BadPrice(this);
        Money amount = Money.rounded(unitPrice.multiply(BigDecimal.valueOf(quantity)));
        return new InvoiceLine(lineNo, product, description, quantity, unitPrice, vatClass, amount);
    }
}
