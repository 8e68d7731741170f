package com.example.invoicing.feeding;

import com.example.invoicing.domain.commands.Refusal;
import dev.espalier.infrastructure.CommandService;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.YearMonth;

/** Takes one document after the other, and at the end of a month its payments. Goes on where an earlier run ended. */
public final class Feeder {
    /** What became of a document. */
    public enum Outcome {
        TAKEN,
        TAKEN_BEFORE,
        SET_ASIDE
    }

    private final Outbox outbox;
    private final InvoiceTaker invoices;
    private final CreditNoteTaker creditNotes;
    private final MonthEnd monthEnd;
    private final Tally tally = new Tally();
    private YearMonth month;

    /** The connection is for looking up what is there already. */
    public Feeder(CommandService invoicing, Connection rows) {
        this.outbox = new Outbox(invoicing);
        this.invoices = new InvoiceTaker(outbox, rows);
        this.creditNotes = new CreditNoteTaker(outbox, rows);
        this.monthEnd = new MonthEnd(outbox, rows);
    }

    public Tally tally() {
        return tally;
    }

    public long commandsSent() {
        return outbox.sent();
    }

    public Outcome take(Document document) throws SQLException {
        endMonthsBefore(YearMonth.from(document.day()));
        tally.read(document);
        var rule = SetAside.rule(document);
        if (rule.isPresent()) {
            tally.setAside(rule.get(), document);
            return Outcome.SET_ASIDE;
        }
        try {
            long before = outbox.sent();
            if (document.isCreditNote()) creditNotes.take(document);
            else if (!invoices.take(document)) return refused(document);
            tally.taken(document);
            return outbox.sent() == before ? Outcome.TAKEN_BEFORE : Outcome.TAKEN;
        } catch (Refusal refusal) {
            return refused(document);
        }
    }

    private Outcome refused(Document document) {
        tally.setAside(SetAside.REFUSED, document);
        return Outcome.SET_ASIDE;
    }

    private void endMonthsBefore(YearMonth next) throws SQLException {
        if (month == null) month = next;
        for (; month.isBefore(next); month = month.plusMonths(1)) monthEnd.of(month);
    }
}
