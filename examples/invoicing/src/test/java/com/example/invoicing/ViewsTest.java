package com.example.invoicing;

import static org.assertj.core.api.Assertions.assertThat;

import com.example.invoicing.checks.Check;
import com.example.invoicing.checks.MailsOfInvoices;
import com.example.invoicing.checks.ViewsEqualRows;
import com.example.invoicing.feeding.Feeder;
import com.example.invoicing.feeding.Source;
import com.example.invoicing.repositories.queries.Views;
import com.example.invoicing.setup.Database;
import com.example.invoicing.setup.Following;
import dev.espalier.subscription.ViewModelStatus;
import dev.espalier.subscription.ViewModelStatus.State;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Views follow on threads of their own, and one is built anew while documents are taken. */
class ViewsTest {
    private static final int DOCUMENTS = 40;

    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource
    void sales_by_month_take_the_place_of_sales_by_year_while_documents_are_taken_and_no_mail_comes_twice(Stores store)
            throws Exception {
        var source = Source.file(Samples.documents(DOCUMENTS, folder));
        var mails = new Outgoing();
        Path file = folder.resolve("invoicing.db");
        try (var database = store.database(file);
                var viewDatabase = Database.openViews(file);
                var following = new Following(viewDatabase, mails);
                var invoicing = following.open(store.open(database));
                var background = new Background(following, invoicing);
                var rows = database.getConnection();
                var viewRows = viewDatabase.getConnection()) {
            var models = invoicing.subscriptions().viewModels();
            var views = new Views(models::live);
            background.begin();
            background.start();
            var taken = new AtomicInteger();
            var sold = new AtomicInteger();
            Feed.all(source, new Feeder(invoicing, rows), (document, outcome) -> {
                int products = products(views, viewRows);
                assertThat(products).isGreaterThanOrEqualTo(sold.getAndSet(products));
                if (taken.incrementAndGet() == DOCUMENTS / 2) background.rebuild();
                background.replace();
            });

            background.finish(new PrintStream(OutputStream.nullOutputStream()));

            assertThat(models.status("product-sales"))
                    .extracting(ViewModelStatus::state)
                    .containsExactly(State.ABSENT, State.LIVE);
            assertThat(ViewsEqualRows.run(rows, viewRows, views)).allMatch(Check::passed);
            var mailed = MailsOfInvoices.run(invoicing.eventStoreService(), 0, mails.sent());
            assertThat(mailed.passed()).as(mailed.toString()).isTrue();
            assertThat(mails.sent()).isPositive();
        }
    }

    private static int products(Views views, Connection viewRows) {
        try {
            return views.sales(viewRows, Integer.MAX_VALUE).size();
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }
}
