package com.example.invoicing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProgramTest {
    private static final String HEADER =
            "line_no,invoice_no,stock_code,description,quantity,invoice_date,unit_price,customer_id,country\n";

    private static final List<String> REPORTS =
            List.of("open-items", "overdue", "vat", "top-products", "search", "credit-notes", "number-gaps");

    @TempDir
    Path folder;

    @Test
    void its_reports_are_always_the_same_to_the_last_byte_whatever_the_language_of_the_machine() throws IOException {
        Locale before = Locale.getDefault();
        try {
            Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
            var program = Program.run(
                    "--in-memory", "--db", folder.resolve("rows.db").toString(), "--csv", folder.toString());
            Golden.compare("own-input.txt", program.stableOut());
            for (String report : REPORTS)
                Golden.compare(report + ".csv", Files.readString(folder.resolve(report + ".csv")));
            assertThat(program.code()).isZero();
            assertThat(program.err()).isEmpty();
        } finally {
            Locale.setDefault(before);
        }
    }

    @Test
    void a_store_that_lasts_and_a_kill_in_between_change_nothing() throws IOException {
        String data = Samples.documents(30, folder).toString();
        var inMemory = Program.run(
                "--in-memory", "--data", data, "--db", folder.resolve("rows.db").toString());
        var sqlite =
                Program.run("--data", data, "--db", folder.resolve("all.db").toString());
        assertThat(sqlite.out())
                .contains("PASS  nothing that was told to be done is lost to the kill: ")
                .contains("All 14 checks passed.");
        assertThat(sqlite.err()).isEmpty();
        assertThat(reports(sqlite)).hasSizeGreaterThan(2000).isEqualTo(reports(inMemory));
    }

    private static String reports(Program program) {
        String out = program.out();
        return out.substring(out.indexOf("What became of the documents"), out.indexOf("Checks"));
    }

    @Test
    void help_is_no_error() {
        assertThat(Program.run("--help")).isEqualTo(new Program(0, Arguments.HELP, ""));
    }

    @Test
    void bad_arguments_are_told_in_one_line() throws IOException {
        refused("unknown argument: --dat (--help shows what there is)\n", "--dat", "x");
        refused("--data needs a path after it\n", "--data");
        refused("--db needs a path after it\n", "--db", "--in-memory");
        refused("--data a\0b: this is no path\n", "--data", "a\0b");
        String noFolder = Files.writeString(folder.resolve("file"), "").toString();
        refused(noFolder + ": this is no folder\n", "--csv", noFolder);
        refused("--feed needs --db, and a store that lasts\n", "--feed");
    }

    @Test
    void a_bad_file_is_told_in_one_line_and_nothing_is_begun() throws IOException {
        String good = HEADER + "1,1,A,Tea,2,2025-01-02T10:00:00,1.10,ann,France\n";
        badFile("", "line 0: it should begin with " + HEADER);
        badFile("a,b\n", "line 1: it should begin with " + HEADER);
        badFile(good + "2,2,A\n", "line 3: it has 3 values instead of 9; is the file cut off?\n");
        badFile(good + "2,2,A,Tea,2,2025-01-02T10:00:00,1.10,ann,Fra", "line 3: it has no end; is the file cut off?\n");
        badFile(
                good + "2,2,A,Tea,two,2025-01-02T10:00:00,1.10,ann,France\n",
                "line 3: quantity, time or price cannot be read: two, 2025-01-02T10:00:00, 1.10\n");
    }

    @Test
    void absurd_values_are_told_in_one_line() throws IOException {
        for (String price : List.of("1E+1000000000", "1E-1000000000", "12345678901", "NaN"))
            badFile(
                    HEADER + "1,1,A,Tea,2,2025-01-02T10:00:00," + price + ",ann,France\n",
                    "line 2: quantity, time or price cannot be read: 2, 2025-01-02T10:00:00, " + price + "\n");
        badFile(HEADER + "1,,A,Tea,2,2025-01-02T10:00:00,1.10,ann,France\n", "line 2: it has no invoice_no\n");
    }

    @Test
    void what_the_domain_refuses_is_set_aside_and_found_so_again() throws IOException {
        String tooSmall = "1,1,A,Salt,1,2025-01-02T10:00:00,0.001,ann,France\n";
        String negative = "2,2,A,Tea,-2,2025-01-02T10:00:00,1.10,ann,France\n";
        String good = "3,3,A,Tea,2,2025-01-02T10:00:00,1.10,ann,France\n";
        Path data = Files.writeString(folder.resolve("odd.csv"), HEADER + tooSmall + negative + good);
        for (int run = 0; run < 2; run++) {
            var program = Program.run(
                    "--data", data.toString(), "--db", folder.resolve("odd.db").toString());
            assertThat(program.out()).contains("refused by a rule of the domain          2");
            assertThat(program.out()).contains("All 14 checks passed.");
        }
    }

    @Test
    void a_missing_file_is_told_in_one_line() {
        String missing = folder.resolve("missing.csv").toString();
        refused(missing + ": there is no such file\n", "--data", missing);
    }

    @Test
    void a_compressed_file_that_is_cut_off_is_told_in_one_line() throws IOException {
        byte[] whole = Samples.gzip(HEADER + "1,1,A,Tea,2,2025-01-02T10:00:00,1.10,ann,France\n".repeat(5000));
        Path file = folder.resolve("cut.csv.gz");
        Files.write(file, java.util.Arrays.copyOf(whole, whole.length / 2));
        var program = Program.run("--data", file.toString());
        assertThat(program.err())
                .contains("the compressed data ends; is the file cut off?")
                .hasLineCount(1);
        assertThat(program.code()).isEqualTo(2);
    }

    @Test
    void a_database_that_is_none_is_told_in_one_line() throws IOException {
        Path file = Files.writeString(folder.resolve("no.db"), "This is no database, but a text. ".repeat(100));
        var program = Program.run("--db", file.toString());
        assertThat(program.err())
                .startsWith(file + ": cannot be used as a SQLite file")
                .hasLineCount(1);
        assertThat(program.code()).isEqualTo(2);
    }

    @Test
    void a_second_run_finds_everything_done() throws IOException {
        String data = Samples.documents(10, folder).toString();
        String file = folder.resolve("twice.db").toString();
        assertThat(Program.run("--feed", "--data", data, "--db", file).code()).isZero();
        var again = Program.run("--data", data, "--db", file);
        assertThat(again.out()).contains("\n  0 commands\n", "All 14 checks passed.");
    }

    private void badFile(String content, String message) throws IOException {
        Path file = Files.writeString(folder.resolve("bad.csv"), content);
        Path db = folder.resolve("untouched.db");
        var program = Program.run("--data", file.toString(), "--db", db.toString());
        assertThat(program).isEqualTo(new Program(2, "", file + ", " + message));
        assertThat(db).doesNotExist();
    }

    private static void refused(String line, String... words) {
        assertThat(Program.run(words)).isEqualTo(new Program(2, "", line));
    }
}
