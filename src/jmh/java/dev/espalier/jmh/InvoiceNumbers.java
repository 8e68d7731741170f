package dev.espalier.jmh;

import java.util.concurrent.atomic.AtomicInteger;

/** Which invoice comes next: each gets ten lines, one after the other. For one thread. */
final class InvoiceNumbers {
    private static final AtomicInteger THREADS = new AtomicInteger();

    private final String prefix = "t" + THREADS.incrementAndGet() + "-";
    private int lines;
    private String invoice = "";

    /** The invoice of the next line. */
    String next() {
        if (lines % Lines.TO_AN_INVOICE == 0) invoice = prefix + lines;
        lines++;
        return invoice;
    }

    /** How many lines it has before that one. */
    int version() {
        return (lines - 1) % Lines.TO_AN_INVOICE;
    }
}
