package com.example.invoicing.feeding;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;

/** Lines of the file that belong together: an invoice, or something else. Its first line speaks for it. */
public record Document(List<DocumentLine> lines) {
    public Document {
        lines = List.copyOf(lines);
    }

    public String number() {
        return lines.get(0).document();
    }

    String customer() {
        return lines.get(0).customer();
    }

    String country() {
        return lines.get(0).country();
    }

    LocalDate day() {
        return lines.get(0).time().toLocalDate();
    }

    /** Exact, so with up to three decimals. */
    BigDecimal net() {
        return lines.stream().map(DocumentLine::amount).reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    boolean isCreditNote() {
        return number().startsWith("C");
    }

    /** Lines of the first minute; as a rule, all of them. */
    List<DocumentLine> firstLines() {
        return lines.stream().filter(this::isOfTheFirstMinute).toList();
    }

    List<DocumentLine> laterLines() {
        return lines.stream().filter(line -> !isOfTheFirstMinute(line)).toList();
    }

    private boolean isOfTheFirstMinute(DocumentLine line) {
        return line.time().equals(lines.get(0).time());
    }

    boolean isFree() {
        return lines.stream().allMatch(line -> line.unitPrice().signum() == 0);
    }
}
