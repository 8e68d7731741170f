package com.example.invoicing;

import com.example.invoicing.reports.Figures;
import java.io.PrintStream;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** A bar that is drawn again and again on a terminal; elsewhere, a line for each tenth. */
final class Progress {
    private static final int WIDTH = 30;
    private static final long REDRAW_NANOS = 100_000_000;
    private static final double SECOND = 1e9;

    private final PrintStream out;
    private final boolean terminal;
    private final LongSupplier nanoTime;
    private final long total;
    private final Supplier<String> more;
    private final long start;
    private long done;
    private long drawn;
    private long tenths;

    Progress(PrintStream out, boolean terminal, LongSupplier nanoTime, long total, Supplier<String> more) {
        this.out = out;
        this.terminal = terminal;
        this.nanoTime = nanoTime;
        this.total = total;
        this.more = more;
        this.start = nanoTime.getAsLong();
        this.drawn = start;
    }

    long done() {
        return done;
    }

    /** One more is done; more than there are is not shown. */
    void step() {
        if (done == total) return;
        done++;
        long now = nanoTime.getAsLong();
        if (terminal && (now - drawn >= REDRAW_NANOS || done == total)) {
            drawn = now;
            out.print("\r" + text(now) + (done == total ? "\n" : ""));
        } else if (!terminal && done * 10 / total > tenths) {
            tenths = done * 10 / total;
            out.print(text(now) + "\n");
        }
        out.flush();
    }

    private String text(long now) {
        double seconds = Math.max((now - start) / SECOND, 1e-3);
        long rate = Math.round(done / seconds);
        long left = Math.round((total - done) * seconds / done);
        int filled = (int) (done * WIDTH / total);
        String bar = "#".repeat(filled) + ".".repeat(WIDTH - filled);
        String figures = Figures.count(done) + " of " + Figures.count(total) + " documents, " + Figures.count(rate)
                + " a second, "
                + (done == total ? "took " + Math.round(seconds) + " s" : left + " s left") + more.get();
        // padded, so that a shorter text covers a longer one
        return String.format(java.util.Locale.ROOT, "  [%s] %-90s", bar, figures)
                        .stripTrailing()
                + (terminal ? "      " : "");
    }
}
