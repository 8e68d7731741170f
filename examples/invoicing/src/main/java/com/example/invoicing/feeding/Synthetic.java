package com.example.invoicing.feeding;

import com.example.invoicing.domain.events.VatClass;
import java.time.LocalDate;

/**
 * What the file does not hold and the example makes up: names, VAT classes, days to pay, and how customers pay. Depends on
 * nothing but the file, so that every run makes up the same.
 */
final class Synthetic {
    /** What a customer does at the end of the month about what is due. */
    enum Habit {
        PAYS,
        PAYS_A_ROUND_SUM,
        PAYS_HALF_OF_THE_NEWEST,
        NEVER_PAYS
    }

    /** After so many days the clerk gives up on those who never pay. */
    static final int GIVEN_UP_AFTER_DAYS = 120;

    private Synthetic() {}

    static String name(String customer) {
        boolean anonymous = customer.chars().allMatch(Character::isDigit);
        return anonymous ? "Customer " + customer : customer;
    }

    /** One product in ten is taxed at no rate, another one at the reduced rate. */
    static VatClass vatClass(String product) {
        return switch (oneOf(10, product)) {
            case 0 -> VatClass.ZERO;
            case 1 -> VatClass.REDUCED;
            default -> VatClass.STANDARD;
        };
    }

    /** A customer has 14, 30 or 60 days to pay. */
    static LocalDate dueOn(String customer, LocalDate issuedOn) {
        int[] days = {14, 30, 60};
        return issuedOn.plusDays(days[oneOf(days.length, customer)]);
    }

    /** One invoice in forty gets two weeks more, right after it was issued. */
    static boolean isExtended(String invoice) {
        return oneOf(40, invoice) == 0;
    }

    static Habit habit(String customer) {
        return switch (oneOf(10, "habit of " + customer)) {
            case 0 -> Habit.NEVER_PAYS;
            case 1 -> Habit.PAYS_HALF_OF_THE_NEWEST;
            case 2 -> Habit.PAYS_A_ROUND_SUM;
            default -> Habit.PAYS;
        };
    }

    private static int oneOf(int choices, String text) {
        return Math.floorMod(text.hashCode(), choices);
    }
}
