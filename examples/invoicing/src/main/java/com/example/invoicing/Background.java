package com.example.invoicing;

import com.example.invoicing.domain.reactors.InvoiceMails;
import com.example.invoicing.domain.viewmodels.ProductSales;
import com.example.invoicing.reports.Figures;
import com.example.invoicing.setup.Following;
import dev.espalier.Espalier;
import dev.espalier.infrastructure.ViewModel;
import dev.espalier.infrastructure.ViewModelStepException;
import dev.espalier.subscription.SubscriptionStatus;
import dev.espalier.subscription.Subscriptions;
import dev.espalier.subscription.ViewModelStatus;
import dev.espalier.subscription.ViewModelStatus.State;
import dev.espalier.subscription.ViewModels;
import java.io.PrintStream;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;

/** What goes on beside the commands: views follow, mails go out, and one view is built anew. */
final class Background implements AutoCloseable {
    private static final int THREADS = 2;
    private static final Duration SOON = Duration.ofSeconds(10);

    private final Following following;
    private final Subscriptions subscriptions;
    private final ViewModels views;
    private final ScheduledExecutorService threads = Executors.newScheduledThreadPool(THREADS);

    Background(Following following, Espalier invoicing) {
        this.following = following;
        this.subscriptions = invoicing.subscriptions();
        this.views = subscriptions.viewModels();
    }

    /** Each view has a version in use from the beginning on. */
    void begin() {
        for (ViewModel each : following.first()) {
            if (isInUse(each.view())) continue;
            if (state(each) == State.ABSENT) views.prepare(each);
            subscriptions.runUntilCaughtUp();
            views.goLive(each);
        }
        subscriptions.runUntilCaughtUp();
    }

    private boolean isInUse(String view) {
        return views.status(view).stream().anyMatch(each -> each.state() == State.LIVE);
    }

    private State state(ViewModel model) {
        return views.status(model.view()).stream()
                .filter(each -> each.version() == model.version())
                .map(ViewModelStatus::state)
                .findFirst()
                .orElseThrow();
    }

    void start() {
        subscriptions.start(threads);
    }

    /** How far behind the last event the hindmost is. */
    String lag() {
        long lag = subscriptions.status().stream()
                .mapToLong(SubscriptionStatus::lag)
                .max()
                .orElse(0);
        return "views " + Figures.count(lag) + " events behind";
    }

    /** Sales by month are built beside sales by year, which go on to be asked. */
    void rebuild() {
        if (state(following.salesByMonth()) == State.ABSENT) views.prepare(following.salesByMonth());
    }

    /** Takes the place of the other as soon as it has caught up. */
    void replace() {
        if (state(following.salesByMonth()) != State.BUILDING) return;
        try {
            views.goLive(following.salesByMonth());
        } catch (ViewModelStepException tooFarBehind) {
            if (!tooFarBehind.retryable()) throw tooFarBehind;
        }
    }

    /** Everything is done; where a version has taken the place of another, the way back is tried before it is given up. */
    void finish(PrintStream out) {
        subscriptions.stop(SOON);
        subscriptions.runUntilCaughtUp();
        replace();
        out.print("\nViews, which follow the events\n");
        if (views.status(ProductSales.NAME).stream().anyMatch(each -> each.state() == State.FORMER))
            backAndForward(out);
        for (ViewModel each : following.first()) {
            int live = views.live(each.view());
            for (ViewModelStatus status : views.status(each.view()))
                if (status.version() == live) out.print(line(status.view() + ", version " + live, status.lag()));
        }
        out.print(
                line(InvoiceMails.NAME, subscriptions.status(InvoiceMails.NAME).lag()));
    }

    private void backAndForward(PrintStream out) {
        String sales = ProductSales.NAME;
        out.print("  " + sales + ", version 2, was built while documents were taken, and verified against version 1\n");
        views.goBack(sales);
        out.print("  back to version " + views.live(sales) + ", which had gone on");
        views.goLive(following.salesByMonth());
        views.release(sales);
        out.print(", and forward to version " + views.live(sales) + "; version 1 is dropped\n");
    }

    private static String line(String name, long lag) {
        return "  " + name + ": " + Figures.count(lag) + " events behind\n";
    }

    @Override
    public void close() {
        subscriptions.stop(SOON);
        threads.shutdown();
    }
}
