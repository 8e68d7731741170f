package com.example.invoicing.repositories.queries;

import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** One invoice as it is put on paper. Printing counts, as it always has. */
public final class PrintInvoice {
    private static final String HEAD = """
            SELECT i.invoice_id, i.number, i.status, c.customer_id, c.name, i.country, i.issued_on, i.due_on,
                   i.net, i.vat, i.gross, i.paid, i.credited, i.balance
            FROM invoice i JOIN customer c USING (customer_id)
            WHERE i.number = ?""";
    private static final String LINES = """
            SELECT line_no, product, description, quantity, unit_price, vat_class, amount
            FROM invoice_line WHERE invoice_id = ? ORDER BY line_no""";
    private static final String VAT = """
            SELECT vat_class, rate, net, vat FROM invoice_vat WHERE invoice_id = ? ORDER BY rate DESC, vat_class""";
    private static final String COUNT = """
            UPDATE invoice SET print_count = print_count + 1 WHERE number = ?""";

    private static final String PRINTED = """
            SELECT coalesce(sum(print_count), 0) FROM invoice""";

    public record Printed(Head head, List<Line> lines, List<Vat> vat) {}

    public record Head(
            String invoiceId,
            String number,
            String status,
            String customerId,
            String name,
            String country,
            String issuedOn,
            String dueOn,
            BigDecimal net,
            BigDecimal vat,
            BigDecimal gross,
            BigDecimal paid,
            BigDecimal credited,
            BigDecimal balance) {}

    public record Line(
            int lineNo,
            String product,
            String description,
            int quantity,
            BigDecimal unitPrice,
            String vatClass,
            BigDecimal amount) {}

    public record Vat(String vatClass, BigDecimal rate, BigDecimal net, BigDecimal vat) {}

    public Optional<Printed> run(Connection connection, String number) throws SQLException {
        List<Head> heads = Rows.all(
                connection,
                HEAD,
                row -> new Head(
                        row.text(1),
                        row.text(2),
                        row.text(3),
                        row.text(4),
                        row.text(5),
                        row.text(6),
                        row.text(7),
                        row.text(8),
                        row.money(9),
                        row.money(10),
                        row.money(11),
                        row.money(12),
                        row.money(13),
                        row.money(14)),
                number);
        if (heads.isEmpty()) return Optional.empty();
        String invoiceId = heads.get(0).invoiceId();
        List<Line> lines = Rows.all(
                connection,
                LINES,
                row -> new Line(
                        row.number(1),
                        row.text(2),
                        row.text(3),
                        row.number(4),
                        row.decimal(5, 3),
                        row.text(6),
                        row.money(7)),
                invoiceId);
        List<Vat> vat = Rows.all(
                connection, VAT, row -> new Vat(row.text(1), row.decimal(2, 1), row.money(3), row.money(4)), invoiceId);
        Rows.update(connection, COUNT, number);
        return Optional.of(new Printed(heads.get(0), lines, vat));
    }

    public long printedSoFar(Connection connection) throws SQLException {
        return Rows.all(connection, PRINTED, row -> row.number(1)).get(0);
    }
}
