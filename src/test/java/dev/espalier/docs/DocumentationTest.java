package dev.espalier.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.espalier.Espalier;
import dev.espalier.docs.Quickstart.CreateNewInvoice;
import dev.espalier.infrastructure.ServiceMode;
import dev.espalier.infrastructure.StreamClosedException;
import dev.espalier.store.jdbc.JdbcCheckpoints;
import dev.espalier.store.jdbc.JdbcEventStore;
import dev.espalier.store.memory.InMemoryEventStore;
import dev.espalier.subscription.Subscription;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteDataSource;

/** No code is typed into a page: each shown piece stands in a file that is compiled and run. */
class DocumentationTest {
    private static final Pattern CODE = Pattern.compile("```(?:java|sql)\\n(.*?)```", Pattern.DOTALL);
    private static final Pattern LINK = Pattern.compile("\\]\\((?!https?:|#)([^)#]+)[^)]*\\)");

    @TempDir
    Path folder;

    private static List<Path> files(Path root, String ending) throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(each -> each.toString().endsWith(ending))
                    .filter(each -> !each.toString().contains("target"))
                    .sorted()
                    .toList();
        }
    }

    private static List<Path> pages() throws IOException {
        var pages = new ArrayList<>(files(Path.of("src/docs"), ".md"));
        pages.add(Path.of("README.md"));
        return pages;
    }

    private static List<String> lines(String code) {
        return Arrays.stream(code.split("\n"))
                .map(String::strip)
                .filter(line -> !line.isEmpty() && !line.startsWith("// <"))
                .toList();
    }

    @Test
    void every_shown_piece_of_code_stands_in_a_compiled_file() throws IOException {
        var sources = new ArrayList<List<String>>();
        for (String root : List.of("src/test/java", "src/main/java", "examples"))
            for (String ending : List.of(".java", ".sql"))
                for (Path file : files(Path.of(root), ending)) sources.add(lines(Files.readString(file)));
        for (Path page : pages())
            for (Matcher code = CODE.matcher(Files.readString(page)); code.find(); ) {
                var shown = lines(code.group(1));
                assertThat(sources.stream().anyMatch(source -> Collections.indexOfSubList(source, shown) >= 0))
                        .as(page + " shows code that no file holds:\n" + code.group(1))
                        .isTrue();
            }
    }

    @Test
    void every_link_leads_somewhere() throws IOException {
        for (Path page : pages())
            for (Matcher link = LINK.matcher(Files.readString(page)); link.find(); ) {
                Path folder = page.toAbsolutePath().getParent();
                assertThat(folder.resolve(link.group(1))).as(page + " links to").exists();
            }
    }

    @Test
    void from_a_command_to_a_row_takes_twenty_typed_lines_at_most() throws IOException {
        var typed = new ArrayList<String>();
        boolean counting = false;
        for (String line : Files.readAllLines(Path.of("src/test/java/dev/espalier/docs/Quickstart.java"))) {
            if (line.contains("// <")) counting = line.contains("// <typed>");
            else if (counting && line.matches(".*[^\\s{}].*")) typed.add(line);
        }
        assertThat(typed).hasSizeBetween(15, 20);
    }

    @Test
    void the_first_screen_runs() throws Exception {
        var dataSource = new SQLiteDataSource();
        dataSource.setUrl("jdbc:sqlite:" + folder.resolve("quickstart.db"));
        try (var connection = dataSource.getConnection();
                var statement = connection.createStatement()) {
            statement.execute("create table invoice(id text primary key, customer text)");

            assertThat(Quickstart.run(dataSource, new Quickstart.InvoiceCommandRepository())
                            .version())
                    .isEqualTo(1);

            try (var row = statement.executeQuery("select customer from invoice where id = '4711'")) {
                assertThat(row.getString(1)).isEqualTo("ann");
            }
        }
    }

    @Test
    void rows_of_the_application_and_events_share_its_transaction() throws Exception {
        var dataSource = new SQLiteDataSource();
        dataSource.setUrl("jdbc:sqlite:" + folder.resolve("own.db"));
        try (var connection = dataSource.getConnection();
                var statement = connection.createStatement()) {
            statement.execute("create table invoice(id text primary key, customer text)");
            statement.execute("create table audit(text text)");
            var store = new JdbcEventStore(dataSource);
            var espalier = Espalier.on(store)
                    .handle(
                            CreateNewInvoice.class,
                            CreateNewInvoice::invoiceId,
                            Quickstart.Invoice.AGGREGATE,
                            Quickstart::create)
                    .update(new Quickstart.InvoiceSnapshotUpdateService(new Quickstart.InvoiceCommandRepository()))
                    .open();

            OwnTransaction.run(store, espalier, connection);

            assertThat(espalier.eventStoreService().head()).isEqualTo(1);
            try (var rows =
                    statement.executeQuery("select (select count(*) from invoice) + (select count(*) from audit)")) {
                assertThat(rows.getInt(1)).isEqualTo(2);
            }
            espalier.close();
        }
    }

    @Test
    void streams_are_administered_and_a_new_epoch_is_begun() {
        var dataSource = new SQLiteDataSource();
        dataSource.setUrl("jdbc:sqlite:" + folder.resolve("administered.db"));
        try (var espalier = Espalier.on(Administering.open(dataSource))
                        .handle(
                                CreateNewInvoice.class,
                                CreateNewInvoice::invoiceId,
                                Quickstart.Invoice.AGGREGATE,
                                Quickstart::create)
                        .open();
                var store = Administering.open(dataSource)) {
            var command = new CreateNewInvoice("4711", "ann");
            espalier.send(command);
            Administering.run(store);
            assertThatThrownBy(() -> espalier.send(command)).isInstanceOf(StreamClosedException.class);
            assertThat(Administering.restored(store).epoch()).isEqualTo(2);
        }
    }

    @Test
    void a_command_is_sent_again_under_its_id() {
        var builder = Espalier.on(new InMemoryEventStore())
                .handle(
                        CreateNewInvoice.class,
                        CreateNewInvoice::invoiceId,
                        Quickstart.Invoice.AGGREGATE,
                        Quickstart::create);
        try (var espalier = Repeating.retrying(builder, new HashMap<>()).open()) {
            var command = new CreateNewInvoice("4711", "ann");
            var request = UUID.randomUUID();

            assertThat(Repeating.replayed(espalier, command, request)).isFalse();
            assertThat(Repeating.replayed(espalier, command, request)).isTrue();
            assertThat(Repeating.soon(espalier, new CreateNewInvoice("4712", "bob"))
                            .version())
                    .isEqualTo(1);
            assertThat(Repeating.together(espalier, UUID.randomUUID())).hasSize(2);
            assertThat(Repeating.forget(espalier, Instant.now())).isZero();
            assertThat(Repeating.forget(espalier, Instant.now().plus(Duration.ofDays(31))))
                    .isEqualTo(2);
        }
    }

    @Test
    void projectors_are_put_through_what_production_does_to_them() {
        Simulating.run();
    }

    @Test
    void rows_can_follow_in_the_database_of_the_events_and_in_another() throws Exception {
        var events = new SQLiteDataSource();
        events.setUrl("jdbc:sqlite:" + folder.resolve("events.db"));
        var reports = new SQLiteDataSource();
        reports.setUrl("jdbc:sqlite:" + folder.resolve("reports.db"));
        try (var rows = events.getConnection().createStatement();
                var accounts = reports.getConnection().createStatement()) {
            rows.execute("create table invoice(id text primary key, customer text)");
            accounts.execute("create table account(customer text primary key, invoices integer)");
            try (var espalier = Following.open(events, new Quickstart.InvoiceCommandRepository())) {
                espalier.send(new CreateNewInvoice("4711", "ann"));
                espalier.subscriptions().runUntilCaughtUp();
            }
            try (var espalier = Following.switching(events, new Quickstart.InvoiceCommandRepository())) {
                espalier.send(new CreateNewInvoice("4713", "ann"));
                assertThat(Following.back(espalier)).isEqualTo(ServiceMode.INLINE);
                espalier.send(new CreateNewInvoice("4714", "ann"));
                try (var row = rows.executeQuery("select count(*) from invoice")) {
                    assertThat(row.getInt(1)).isEqualTo(3);
                }
            }
            try (var espalier = Following.elsewhere(events, reports)) {
                assertThat(Following.careful(new Following.CustomerAccounts(new Following.AccountRows()))
                                .name())
                        .isEqualTo("customer-accounts");
                assertThat(new Following.InvoiceMails((customer, key) -> {}).name())
                        .isEqualTo("invoice-mails");
                var receipt = espalier.send(new CreateNewInvoice("4712", "bob"));
                espalier.subscriptions().runUntilCaughtUp();
                assertThat(Following.shown(espalier, receipt)).isTrue();
            }
            try (var espalier = Espalier.on(new JdbcEventStore(events))
                    .aggregate(Quickstart.Invoice.AGGREGATE)
                    .subscribe(Subscription.of(new Following.InvoicesByCustomer(new Following.AccountRows()))
                            .checkpoints(new JdbcCheckpoints(reports)))
                    .open()) {
                accounts.execute("delete from account");
                espalier.subscriptions().runUntilCaughtUp();
            }

            try (var row = rows.executeQuery("select customer from invoice where id = '4711'")) {
                assertThat(row.getString(1)).isEqualTo("ann");
            }
            try (var row = accounts.executeQuery("select invoices from account where customer = 'ann'")) {
                assertThat(row.getInt(1)).isEqualTo(3);
            }
        }
    }

    @Test
    void a_view_is_built_anew_beside_the_one_in_use() throws Exception {
        var dataSource = new SQLiteDataSource();
        dataSource.setUrl("jdbc:sqlite:" + folder.resolve("views.db"));
        try (var rows = dataSource.getConnection().createStatement()) {
            rows.execute("create table invoice(id text primary key, customer text)");
            assertThat(Rebuilding.run(dataSource))
                    .contains("customer-accounts@2", "LIVE")
                    .endsWith("\n1");
        }
    }

    @Test
    void a_state_is_loaded_as_is_said() {
        var builder = Loading.unlocked(Loading.snapshots(Espalier.on(new InMemoryEventStore()), Runnable::run));
        try (var espalier = builder.open()) {
            espalier.send(new CreateNewInvoice("4711", "ann"));
            assertThat(espalier.takeSnapshot(Quickstart.Invoice.AGGREGATE, "4711"))
                    .isTrue();
        }
    }
}
