package com.example.invoicing;

import static org.assertj.core.api.Assertions.assertThat;

import com.example.invoicing.checks.Books;
import com.example.invoicing.checks.Intake;
import com.example.invoicing.checks.RowsEqualReplay;
import com.example.invoicing.checks.VatOfEvents;
import com.example.invoicing.checks.Versions;
import com.example.invoicing.feeding.Documents;
import com.example.invoicing.feeding.Feeder;
import com.example.invoicing.feeding.Source;
import com.example.invoicing.feeding.Survey;
import com.example.invoicing.setup.Database;
import com.example.invoicing.setup.Invoicing;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Real documents: Chen, D. (2015), Online Retail, UCI Machine Learning Repository, doi:10.24432/C5BW33, CC BY 4.0. The file
 * is no part of this project; {@code -Donline.retail=PATH} says where it is.
 */
class RealFileTest {
    private static final Path FILE = Path.of(System.getProperty(
            "online.retail",
            Path.of("../../../shared/data/online-retail.csv.gz").toString()));

    /** Few rounds take a thousand documents each; from here on the file is taken whole. */
    private static final int ROUNDS_FOR_ALL = 10;

    private static final int ROUNDS = Integer.getInteger("rounds", 1);

    @TempDir
    Path folder;

    @BeforeEach
    void tellWhenItIsMissing() {
        if (Files.exists(FILE)) return;
        System.out.println("NOT TESTED on real documents: there is no "
                + FILE.toAbsolutePath().normalize());
        Assumptions.abort("the file of real documents is not here");
    }

    @Test
    void every_line_is_read() {
        assertThat(Survey.of(Source.file(FILE))).isEqualTo(new Survey(25_900, 541_909));
    }

    @Test
    void its_documents_become_rows_that_equal_a_replay() throws Exception {
        int documents = ROUNDS < ROUNDS_FOR_ALL ? 1_000 * ROUNDS : 25_900;
        try (var database = Database.openForNow(folder.resolve("real.db"));
                var invoicing = Invoicing.open(Stores.IN_MEMORY.open(database));
                var rows = database.getConnection();
                var reader = new Documents(Source.file(FILE))) {
            var feeder = new Feeder(invoicing, rows);
            var next = reader.next();
            for (int i = 0; i < documents && next.isPresent(); i++, next = reader.next()) feeder.take(next.get());

            var events = invoicing.eventStoreService();
            assertThat(Intake.addsUp(feeder.tally()).passed()).isTrue();
            assertThat(Intake.isInRows(feeder.tally(), rows).passed()).isTrue();
            assertThat(Books.totals(rows).passed()).isTrue();
            assertThat(Books.balances(rows).passed()).isTrue();
            assertThat(Books.numbers(rows).passed()).isTrue();
            assertThat(VatOfEvents.equalsReport(rows, events).passed()).isTrue();
            assertThat(Versions.run(rows, events).passed()).isTrue();
            assertThat(RowsEqualReplay.run(rows, events).passed()).isTrue();
        }
    }
}
