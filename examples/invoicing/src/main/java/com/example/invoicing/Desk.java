package com.example.invoicing;

import com.example.invoicing.domain.commands.AddLine;
import com.example.invoicing.domain.commands.ChangeDueDate;
import com.example.invoicing.domain.commands.CreateNewInvoice;
import com.example.invoicing.domain.commands.IssueInvoice;
import com.example.invoicing.domain.commands.Item;
import com.example.invoicing.domain.commands.Refusal;
import com.example.invoicing.domain.commands.RegisterPayment;
import com.example.invoicing.domain.commands.RegisterPayment.Part;
import com.example.invoicing.domain.commands.RemoveLine;
import com.example.invoicing.domain.commands.VoidInvoice;
import com.example.invoicing.domain.events.Money;
import com.example.invoicing.domain.events.VatClass;
import com.example.invoicing.repositories.queries.KnownDocuments;
import dev.espalier.infrastructure.Command;
import dev.espalier.infrastructure.CommandService;
import java.io.PrintStream;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;

/** A clerk at work, whose mistakes are refused. A refusal leaves nothing behind: neither events nor rows. */
final class Desk {
    private final CommandService invoicing;
    private final PrintStream out;

    Desk(CommandService invoicing, PrintStream out) {
        this.invoicing = invoicing;
        this.out = out;
    }

    void work(Connection rows, String customer, LocalDate today) throws SQLException {
        String id = freeId(rows);
        String country = "United Kingdom";
        Item tree = new Item("PEA-03", "Pear tree, espalier, 4 tiers", 1, new BigDecimal("81.87"), VatClass.STANDARD);
        Item wire = new Item("WIRE-25", "Training wire, 25 m", 2, new BigDecimal("6.95"), VatClass.STANDARD);
        LocalDate inAMonth = today.plusDays(30);

        out.print("\nAt the desk\n");
        send("a new invoice", new CreateNewInvoice(id, customer, country, today, List.of(tree)));
        send("the same again", new CreateNewInvoice(id, customer, country, today, List.of(tree)));
        send("one for nobody", new CreateNewInvoice("new", "nobody", country, today, List.of(tree)));
        send("another line", new AddLine(id, wire));
        send("not that one", new RemoveLine(id, 2));
        send("nor line 7", new RemoveLine(id, 7));
        send("issue it", new IssueInvoice(id, today, inAMonth));
        send("one more line", new AddLine(id, wire));
        send("two weeks more to pay", new ChangeDueDate(id, inAMonth.plusDays(14)));
        send("a payment, too high", pay(id, customer, today, "500.00", "500.00"));
        send("a payment, all of it twice", pay(id, customer, today, "50.00", "100.00"));
        send("it was a mistake: void it", new VoidInvoice(id, "entered twice"));
        send("void it again", new VoidInvoice(id, "entered twice"));
    }

    private static RegisterPayment pay(String id, String customer, LocalDate today, String amount, String part) {
        return new RegisterPayment(
                "pay " + id, customer, today, Money.of(amount), List.of(new Part(id, Money.of(part))));
    }

    private static String freeId(Connection rows) throws SQLException {
        var known = new KnownDocuments();
        int n = 1;
        while (known.invoice(rows, "desk-" + n).isPresent()) n++;
        return "desk-" + n;
    }

    private void send(String what, Command command) {
        String answer;
        try {
            int events = invoicing.send(command).events().size();
            answer = "done, " + events + (events == 1 ? " event" : " events");
        } catch (Refusal refusal) {
            answer = "refused: " + refusal.getMessage();
        }
        out.print("  " + String.format(Locale.ROOT, "%-28s", what) + answer + "\n");
    }
}
