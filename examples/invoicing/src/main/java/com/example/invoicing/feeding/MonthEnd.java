package com.example.invoicing.feeding;

import com.example.invoicing.domain.commands.RegisterPayment;
import com.example.invoicing.domain.commands.RegisterPayment.Part;
import com.example.invoicing.domain.commands.WriteOff;
import com.example.invoicing.domain.events.Money;
import com.example.invoicing.feeding.Synthetic.Habit;
import com.example.invoicing.repositories.queries.DueInvoices;
import com.example.invoicing.repositories.queries.DueInvoices.Due;
import com.example.invoicing.repositories.queries.KnownDocuments;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** On the last day of a month customers pay what is due, all of it with one payment; made up, as the file knows of none. */
final class MonthEnd {
    private final Outbox outbox;
    private final Connection rows;
    private final DueInvoices dueInvoices = new DueInvoices();
    private final KnownDocuments known = new KnownDocuments();

    MonthEnd(Outbox outbox, Connection rows) {
        this.outbox = outbox;
        this.rows = rows;
    }

    void of(YearMonth month) throws SQLException {
        LocalDate day = month.atEndOfMonth();
        Map<String, List<Due>> byCustomer = new LinkedHashMap<>();
        for (Due due : dueInvoices.upTo(rows, day))
            byCustomer
                    .computeIfAbsent(due.customerId(), none -> new ArrayList<>())
                    .add(due);
        for (var each : byCustomer.entrySet()) {
            Habit habit = Synthetic.habit(each.getKey());
            if (habit == Habit.NEVER_PAYS) giveUp(each.getValue(), day);
            else pay(each.getKey(), habit, each.getValue(), day);
        }
    }

    private void giveUp(List<Due> debts, LocalDate day) {
        for (Due debt : debts)
            if (debt.dueOn().plusDays(Synthetic.GIVEN_UP_AFTER_DAYS).isBefore(day))
                outbox.send(new WriteOff(debt.invoiceId(), "not paid in " + Synthetic.GIVEN_UP_AFTER_DAYS + " days"));
    }

    private void pay(String customerId, Habit habit, List<Due> debts, LocalDate day) throws SQLException {
        String paymentId = "PAY-" + YearMonth.from(day) + "-" + customerId;
        if (known.payment(rows, paymentId)) return;
        List<Part> parts = new ArrayList<>();
        for (Due debt : debts) {
            boolean newest = debt == debts.get(debts.size() - 1);
            Money open = new Money(debt.balance());
            Money part = newest && habit == Habit.PAYS_HALF_OF_THE_NEWEST ? half(open) : open;
            if (part.isPositive()) parts.add(new Part(debt.invoiceId(), part));
        }
        Money sum = Money.sum(parts.stream().map(Part::amount).toList());
        if (!sum.isPositive()) return;
        Money amount = habit == Habit.PAYS_A_ROUND_SUM ? roundedUp(sum) : sum;
        outbox.send(new RegisterPayment(paymentId, customerId, day, amount, parts));
    }

    private static Money half(Money open) {
        return Money.rounded(open.amount().divide(BigDecimal.valueOf(2), 2, RoundingMode.DOWN));
    }

    private static Money roundedUp(Money sum) {
        return new Money(sum.amount().setScale(0, RoundingMode.UP));
    }
}
