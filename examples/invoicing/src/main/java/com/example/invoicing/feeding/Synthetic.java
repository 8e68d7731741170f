package com.example.invoicing.feeding;

import com.example.invoicing.domain.events.VatClass;
import java.time.LocalDate;

/**
 * What the file does not hold and the example makes up: names, VAT classes, terms of payment. Depends on nothing but the
 * file, so that every run makes up the same.
 */
final class Synthetic {
    private Synthetic() {}

    static String name(String customer) {
        boolean anonymous = customer.chars().allMatch(Character::isDigit);
        return anonymous ? "Customer " + customer : customer;
    }

    /** One product in ten is taxed at no rate, another one at the reduced rate. */
    static VatClass vatClass(String product) {
        return switch (Math.floorMod(product.hashCode(), 10)) {
            case 0 -> VatClass.ZERO;
            case 1 -> VatClass.REDUCED;
            default -> VatClass.STANDARD;
        };
    }

    /** A customer has 14, 30 or 60 days to pay. */
    static LocalDate dueOn(String customer, LocalDate issuedOn) {
        int[] days = {14, 30, 60};
        return issuedOn.plusDays(days[Math.floorMod(customer.hashCode(), days.length)]);
    }
}
