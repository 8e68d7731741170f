package com.example.invoicing;

import static org.assertj.core.api.Assertions.assertThat;

import com.example.invoicing.checks.Books;
import com.example.invoicing.checks.RowsEqualReplay;
import com.example.invoicing.domain.commands.CreateNewInvoice;
import com.example.invoicing.domain.commands.IssueInvoice;
import com.example.invoicing.domain.commands.Item;
import com.example.invoicing.domain.commands.OpenNumberSeries;
import com.example.invoicing.domain.commands.Refusal;
import com.example.invoicing.domain.commands.RegisterCustomer;
import com.example.invoicing.domain.events.DueDateChanged;
import com.example.invoicing.domain.events.InvoiceCredited;
import com.example.invoicing.domain.events.InvoiceIssued;
import com.example.invoicing.domain.events.InvoiceVoided;
import com.example.invoicing.domain.events.InvoiceWrittenOff;
import com.example.invoicing.domain.events.LineAdded;
import com.example.invoicing.domain.events.LineRemoved;
import com.example.invoicing.domain.events.NewInvoiceCreated;
import com.example.invoicing.domain.events.PaymentAllocated;
import com.example.invoicing.domain.events.VatClass;
import com.example.invoicing.setup.Invoicing;
import dev.espalier.Espalier;
import dev.espalier.infrastructure.ConflictException;
import dev.espalier.infrastructure.SnapshotUpdateException;
import dev.espalier.infrastructure.SnapshotUpdateService;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Eight clerks issue invoices at once; some are refused, some fail at the last moment. No number is lost or given twice. */
class NumbersTest {
    private static final int CLERKS = 8;
    private static final int INVOICES_EACH = 4;
    private static final LocalDate TODAY = LocalDate.of(2025, 3, 10);

    @TempDir
    Path folder;

    /** Fails after rows were written, so that the whole append is rolled back. */
    private static final class Saboteur extends SnapshotUpdateService {
        private final AtomicInteger calls = new AtomicInteger();

        Saboteur() {
            super("saboteur");
            on(InvoiceIssued.class, event -> 0, (event, transaction) -> {
                if (calls.incrementAndGet() % 5 == 0) throw new IllegalStateException("sabotage");
                return 0;
            });
            ignore(
                    NewInvoiceCreated.class,
                    LineAdded.class,
                    LineRemoved.class,
                    DueDateChanged.class,
                    PaymentAllocated.class,
                    InvoiceCredited.class,
                    InvoiceWrittenOff.class,
                    InvoiceVoided.class);
        }
    }

    @ParameterizedTest
    @EnumSource
    void eight_writers_leave_neither_gap_nor_double(Stores store) throws Exception {
        for (int round = 0; round < Integer.getInteger("rounds", 1); round++) {
            try (var database = store.database(folder.resolve("numbers-" + round + ".db"));
                    var invoicing = Invoicing.on(store.open(database))
                            .update(new Saboteur())
                            .open();
                    var rows = database.getConnection()) {
                invoicing.send(new RegisterCustomer("ann", "Ann", "United Kingdom"));
                invoicing.send(new OpenNumberSeries("INV-2025"));

                int issued = race(invoicing, round);

                assertThat(Tables.query(rows, "SELECT last_number FROM number_series"))
                        .containsExactly(String.valueOf(issued));
                assertThat(Tables.query(rows, "SELECT count(number), count(DISTINCT number) FROM invoice"))
                        .containsExactly(issued + "|" + issued);
                assertThat(Books.numbers(rows).passed()).isTrue();
                assertThat(RowsEqualReplay.run(rows, invoicing.eventStoreService())
                                .passed())
                        .isTrue();
            }
        }
    }

    private static int race(Espalier invoicing, int round) throws Exception {
        var start = new CyclicBarrier(CLERKS);
        var clerks = Executors.newFixedThreadPool(CLERKS);
        try {
            List<Future<Integer>> all = new ArrayList<>();
            for (int clerk = 0; clerk < CLERKS; clerk++) all.add(clerks.submit(clerk(invoicing, start, round, clerk)));
            int issued = 0;
            for (Future<Integer> each : all) issued += each.get();
            return issued;
        } finally {
            clerks.shutdownNow();
        }
    }

    private static Callable<Integer> clerk(Espalier invoicing, CyclicBarrier start, int round, int clerk) {
        return () -> {
            var random = new Random(round * CLERKS + clerk);
            var items = List.of(new Item("PEA-01", "Pear tree", 2, new BigDecimal("39.95"), VatClass.STANDARD));
            start.await();
            int issued = 0;
            for (int i = 0; i < INVOICES_EACH; i++) {
                String id = "invoice " + i + " of clerk " + clerk;
                invoicing.send(new CreateNewInvoice(id, "ann", "United Kingdom", TODAY, items));
                LocalDate due = random.nextInt(4) == 0 ? TODAY.minusDays(1) : TODAY.plusDays(30);
                try {
                    invoicing.send(new IssueInvoice(id, TODAY, due));
                    issued++;
                } catch (Refusal | SnapshotUpdateException | ConflictException refused) {
                    assertThat(refused.getMessage()).isNotEmpty();
                }
            }
            return issued;
        };
    }
}
