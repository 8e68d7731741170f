package dev.espalier.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import dev.espalier.Espalier;
import dev.espalier.docs.CourseBoundaries.Enrol;
import dev.espalier.docs.CourseBoundaries.OfferCourse;
import dev.espalier.docs.InvoiceBoundaries.CreditGranted;
import dev.espalier.docs.InvoiceBoundaries.GrantCredit;
import dev.espalier.docs.InvoiceBoundaries.InvoiceIssued;
import dev.espalier.docs.InvoiceBoundaries.InvoicePaid;
import dev.espalier.docs.InvoiceBoundaries.IssueInvoice;
import dev.espalier.docs.InvoiceBoundaries.PayInvoice;
import dev.espalier.docs.InvoiceBoundaries.Refused;
import dev.espalier.infrastructure.Query;
import dev.espalier.store.EventStore;
import dev.espalier.store.jdbc.JdbcEventStore;
import dev.espalier.store.jdbc.PostgresFixture;
import dev.espalier.store.memory.InMemoryEventStore;
import dev.espalier.tck.Race;
import java.math.BigDecimal;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.sqlite.SQLiteDataSource;

/** Rules that no single stream can keep, under races. */
@ParameterizedClass
@EnumSource
class DecisionBoundariesTest {
    private static final int RACERS = 8;
    private static final int ROUNDS = Integer.getInteger("rounds", 3);
    private static final BigDecimal HUNDRED = new BigDecimal("100");

    private enum Store {
        MEMORY,
        SQLITE,
        POSTGRESQL
    }

    @Parameter
    Store kind;

    @TempDir
    Path folder;

    private HikariDataSource pool;
    private PostgresFixture postgres;
    private EventStore store;

    @BeforeEach
    void open() {
        switch (kind) {
            case MEMORY -> store = new InMemoryEventStore();
            case SQLITE -> {
                var source = new SQLiteDataSource();
                source.setUrl("jdbc:sqlite:" + folder.resolve("boundaries.db"));
                store = new JdbcEventStore(source);
            }
            case POSTGRESQL -> {
                pool = PostgresFixture.pool(17);
                postgres = new PostgresFixture(17, pool);
                store = postgres.open();
            }
        }
    }

    @AfterEach
    void close() throws Exception {
        store.close();
        if (postgres != null) postgres.close();
        if (pool != null) pool.close();
    }

    private static IssueInvoice issue(String invoice, String customer, String number) {
        return new IssueInvoice(invoice, customer, number, HUNDRED);
    }

    private static GrantCredit credit(String customer, int limit) {
        return new GrantCredit(customer, new BigDecimal(limit));
    }

    private static void won(int many, Race.Outcomes<?> outcomes, Class<? extends Exception> refusal) {
        assertThat(outcomes.lost()).hasOnlyElementsOfType(refusal);
        assertThat(outcomes.won()).hasSize(many);
    }

    @Test
    void an_invoice_number_is_given_once() throws Exception {
        Espalier invoices = InvoiceBoundaries.open(store);
        for (int racer = 0; racer < RACERS; racer++) invoices.send(credit("customer" + racer, 1_000_000));
        for (int round = 0; round < ROUNDS; round++) {
            String number = "2026-" + round;
            won(
                    1,
                    Race.run(RACERS, racer -> invoices.send(issue(number + "-" + racer, "customer" + racer, number))),
                    Refused.class);
        }
    }

    @Test
    void all_open_invoices_of_a_customer_together_stay_within_the_limit() throws Exception {
        Espalier invoices = InvoiceBoundaries.open(store);
        for (int round = 0; round < ROUNDS; round++) {
            String customer = "customer" + round;
            invoices.send(credit(customer, 300));
            won(
                    3,
                    Race.run(RACERS, racer -> {
                        String id = customer + "-" + racer;
                        return invoices.send(issue(id, customer, id));
                    }),
                    Refused.class);
        }
    }

    @Test
    void a_limit_that_is_lowered_meanwhile_holds_from_its_position_on() throws Exception {
        Espalier invoices = InvoiceBoundaries.open(store);
        for (int round = 0; round < ROUNDS; round++) {
            String customer = "customer" + round;
            invoices.send(credit(customer, 500));
            var outcomes = Race.run(RACERS, racer -> {
                String id = customer + "-" + racer;
                if (racer == 0) return invoices.send(credit(customer, 200));
                try {
                    return invoices.send(issue(id, customer, id));
                } finally {
                    if (racer % 3 == 0) invoices.send(new PayInvoice(id));
                }
            });
            assertThat(outcomes.lost()).hasOnlyElementsOfType(Refused.class);
            withinTheLimit(invoices, customer);
        }
    }

    private static void withinTheLimit(Espalier invoices, String customer) {
        BigDecimal limit = BigDecimal.ZERO;
        BigDecimal owed = BigDecimal.ZERO;
        int issued = 0;
        for (var each : invoices.eventStoreService().read(Query.all())) {
            if (each.event() instanceof CreditGranted granted
                    && granted.customer().equals(customer)) limit = granted.limit();
            if (each.event() instanceof InvoicePaid paid && paid.customer().equals(customer))
                owed = owed.subtract(paid.amount());
            if (each.event() instanceof InvoiceIssued invoice
                    && invoice.customer().equals(customer)) {
                issued++;
                owed = owed.add(invoice.amount());
                assertThat(owed).as("owed at " + each).isLessThanOrEqualTo(limit);
            }
        }
        assertThat(issued).isPositive();
    }

    @Test
    void a_course_has_as_many_students_as_seats() throws Exception {
        Espalier courses = CourseBoundaries.open(store);
        for (int round = 0; round < ROUNDS; round++) {
            String course = "course" + round;
            courses.send(new OfferCourse(course, 5));
            won(
                    5,
                    Race.run(RACERS, racer -> courses.send(new Enrol(course, course + "-" + racer))),
                    IllegalStateException.class);
        }
    }

    @Test
    void each_of_two_boundaries_that_a_decision_has_read_holds() throws Exception {
        Espalier courses = CourseBoundaries.open(store);
        for (int round = 0; round < ROUNDS; round++) {
            String prefix = "round" + round + "-";
            for (int i = 0; i < RACERS; i++) courses.send(new OfferCourse(prefix + i, 1));
            won(
                    CourseBoundaries.COURSES_AT_MOST,
                    Race.run(RACERS, racer -> courses.send(new Enrol(prefix + racer, prefix + "ann"))),
                    IllegalStateException.class);
            int taken = CourseBoundaries.COURSES_AT_MOST;
            won(
                    RACERS - taken,
                    Race.run(RACERS, racer -> courses.send(new Enrol(prefix + racer, prefix + racer))),
                    IllegalStateException.class);
        }
    }

    @Test
    void what_is_refused_can_be_had_again_once_there_is_room() {
        Espalier invoices = InvoiceBoundaries.open(store);
        invoices.send(credit("ann", 100));
        invoices.send(issue("1", "ann", "2026-1"));
        assertThatThrownBy(() -> invoices.send(issue("2", "ann", "2026-2")))
                .isInstanceOf(Refused.class)
                .hasMessage("ann may owe 100 at most");
        invoices.send(new PayInvoice("1"));
        assertThatThrownBy(() -> invoices.send(issue("2", "ann", "2026-1")))
                .isInstanceOf(Refused.class)
                .hasMessage("number 2026-1 is taken");
        assertThat(invoices.send(issue("2", "ann", "2026-2")).version()).isEqualTo(1);
    }
}
