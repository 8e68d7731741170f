package com.example.invoicing;

import com.example.invoicing.domain.commands.CreateNewInvoice;
import com.example.invoicing.domain.commands.IssueInvoice;
import com.example.invoicing.domain.commands.Refusal;
import com.example.invoicing.domain.commands.VoidInvoice;
import com.example.invoicing.repositories.queries.KnownDocuments;
import dev.espalier.infrastructure.Command;
import dev.espalier.infrastructure.CommandService;
import java.io.PrintStream;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.List;

/** A clerk at work, whose mistakes are refused. A refusal leaves nothing behind: neither events nor rows. */
final class Desk {
    private final CommandService invoicing;
    private final PrintStream out;

    Desk(CommandService invoicing, PrintStream out) {
        this.invoicing = invoicing;
        this.out = out;
    }

    void work(Connection rows, String customerId, LocalDate today) throws SQLException {
        String draft = freeId(rows);
        out.print("\nAt the desk\n");
        send("a new invoice " + draft, new CreateNewInvoice(draft, customerId, "United Kingdom", today, List.of()));
        send("the same again", new CreateNewInvoice(draft, customerId, "United Kingdom", today, List.of()));
        send("one for nobody", new CreateNewInvoice("another", "nobody", "United Kingdom", today, List.of()));
        send("issue it, though it is empty", new IssueInvoice(draft, today, today.plusDays(30)));
        send("void it", new VoidInvoice(draft, "opened by mistake"));
        send("issue it, though it is void", new IssueInvoice(draft, today, today.plusDays(30)));
    }

    private static String freeId(Connection rows) throws SQLException {
        var known = new KnownDocuments();
        int n = 1;
        while (!known.invoiceStatus(rows, "desk-" + n).isEmpty()) n++;
        return "desk-" + n;
    }

    private void send(String what, Command command) {
        String answer;
        try {
            int events = invoicing.send(command).events().size();
            answer = events == 1 ? "done, 1 event" : "done, " + events + " events";
        } catch (Refusal refusal) {
            answer = "refused: " + refusal.getMessage();
        }
        out.print("  " + String.format(java.util.Locale.ROOT, "%-30s", what) + answer + "\n");
    }
}
