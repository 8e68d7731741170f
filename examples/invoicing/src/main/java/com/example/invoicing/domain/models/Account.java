package com.example.invoicing.domain.models;

import com.example.invoicing.domain.events.Money;

/** What is to be paid on an invoice, and what has become of it. */
public record Account(Money gross, Money paid, Money credited, Money writtenOff) {
    static final Account EMPTY = of(Money.ZERO);

    static Account of(Money gross) {
        return new Account(gross, Money.ZERO, Money.ZERO, Money.ZERO);
    }

    /** What is still to be paid; negative when more was credited than was open, so that the customer is owed something. */
    public Money balance() {
        return gross.minus(paid).minus(credited).minus(writtenOff);
    }

    /** How much can be credited: what was paid already, too. */
    public Money creditable() {
        return gross.minus(credited).minus(writtenOff);
    }

    public boolean isUntouched() {
        return paid.plus(credited).plus(writtenOff).equals(Money.ZERO);
    }

    Account paid(Money amount) {
        return new Account(gross, paid.plus(amount), credited, writtenOff);
    }

    Account credited(Money amount) {
        return new Account(gross, paid, credited.plus(amount), writtenOff);
    }

    Account writtenOff(Money amount) {
        return new Account(gross, paid, credited, writtenOff.plus(amount));
    }
}
