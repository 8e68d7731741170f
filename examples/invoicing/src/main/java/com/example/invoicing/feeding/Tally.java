package com.example.invoicing.feeding;

import java.math.BigDecimal;
import java.util.EnumMap;
import java.util.Map;

/** What became of the documents: taken, or set aside by which rule. Lines and money are counted with them. */
public final class Tally {
    /** Documents, their lines and their exact net amount. */
    public record Sum(long documents, long lines, BigDecimal net) {
        static final Sum NOTHING = new Sum(0, 0, BigDecimal.ZERO);

        Sum plus(Document document) {
            return plus(new Sum(1, document.lines().size(), document.net()));
        }

        public Sum plus(Sum other) {
            return new Sum(documents + other.documents, lines + other.lines, net.add(other.net));
        }
    }

    private Sum read = Sum.NOTHING;
    private Sum invoices = Sum.NOTHING;
    private Sum creditNotes = Sum.NOTHING;
    private final Map<SetAside, Sum> setAside = new EnumMap<>(SetAside.class);

    void read(Document document) {
        read = read.plus(document);
    }

    void taken(Document document) {
        if (document.isCreditNote()) creditNotes = creditNotes.plus(document);
        else invoices = invoices.plus(document);
    }

    void setAside(SetAside rule, Document document) {
        setAside.put(rule, setAside(rule).plus(document));
    }

    public Sum read() {
        return read;
    }

    public Sum invoices() {
        return invoices;
    }

    /** Their amounts are negative, as in the file. */
    public Sum creditNotes() {
        return creditNotes;
    }

    public Sum setAside(SetAside rule) {
        return setAside.getOrDefault(rule, Sum.NOTHING);
    }
}
