package com.example.invoicing.domain.models;

import com.example.invoicing.domain.events.InvoiceLine;
import com.example.invoicing.domain.events.Money;
import com.example.invoicing.domain.events.VatClass;
import com.example.invoicing.domain.events.VatGroup;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.Collection;
import java.util.EnumMap;
import java.util.Map;

/** The rates of British VAT, and VAT by rate. */
public final class VatRates {
    private static final LocalDate FROM_17_5_TO_20 = LocalDate.of(2011, 1, 4);
    private static final BigDecimal NOTHING = new BigDecimal("0.0");

    private VatRates() {}

    /** What leaves the country is not taxed here. */
    public static BigDecimal percent(VatClass vatClass, String country, LocalDate day) {
        if (!country.equals("United Kingdom")) return NOTHING;
        return switch (vatClass) {
            case STANDARD -> new BigDecimal(day.isBefore(FROM_17_5_TO_20) ? "17.5" : "20.0");
            case REDUCED -> new BigDecimal("5.0");
            case ZERO -> NOTHING;
        };
    }

    /** The totals of these lines, by class of VAT. */
    public static VatTotals totals(Collection<InvoiceLine> lines, String country, LocalDate day) {
        Map<VatClass, Money> nets = new EnumMap<>(VatClass.class);
        for (InvoiceLine line : lines) nets.merge(line.vatClass(), line.amount(), Money::plus);
        return new VatTotals(nets.entrySet().stream()
                .map(each -> group(each.getKey(), percent(each.getKey(), country, day), each.getValue()))
                .toList());
    }

    private static VatGroup group(VatClass vatClass, BigDecimal percent, Money net) {
        return new VatGroup(vatClass, percent, net, net.percent(percent));
    }
}
