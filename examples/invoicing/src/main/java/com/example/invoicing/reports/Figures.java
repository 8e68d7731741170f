package com.example.invoicing.reports;

import java.math.BigDecimal;
import java.util.Locale;

/** Figures as they are printed here, whatever the language of the machine. */
public final class Figures {
    private Figures() {}

    public static String count(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    public static String amount(BigDecimal amount) {
        return amount(amount, decimals(amount));
    }

    static String amount(BigDecimal amount, int decimals) {
        return String.format(Locale.ROOT, "%,." + decimals + "f", amount);
    }

    /** Two, or the three of an exact amount that needs them. */
    static int decimals(BigDecimal amount) {
        return Math.max(2, amount.stripTrailingZeros().scale());
    }

    public static String percent(BigDecimal percent) {
        return percent.toPlainString() + " %";
    }
}
