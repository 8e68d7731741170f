package com.example.invoicing.feeding;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class DocumentsTest {
    private static final String HEADER =
            "line_no,invoice_no,stock_code,description,quantity,invoice_date,unit_price,customer_id,country\n";

    @Test
    void lines_of_one_number_are_one_document() {
        assertThat(numbersAndLines(line("1") + line("1") + line("2"))).containsExactly("1: 2", "2: 1");
    }

    @Test
    void a_document_may_be_interrupted_by_another() {
        assertThat(numbersAndLines(line("1") + line("2") + line("1"))).containsExactly("1: 2", "2: 1");
    }

    @Test
    void comments_and_quotes_are_understood() {
        var documents = read(
                "# a comment\n" + HEADER + "1,1,A,\"Tea, \"\"black\"\"\",2,2025-01-02T10:00:00,1.125,ann,France\n");
        assertThat(documents.get(0).lines().get(0).description()).isEqualTo("Tea, \"black\"");
        assertThat(documents.get(0).net()).isEqualTo("2.250");
    }

    @Test
    void each_document_goes_where_the_first_rule_says() {
        assertThat(SetAside.rule(document("A1", "ann", "-5"))).contains(SetAside.BAD_DEBT);
        assertThat(SetAside.rule(document("C1", "", "1"))).contains(SetAside.CREDIT_FOR_NOBODY);
        assertThat(SetAside.rule(document("C1", "ann", "1"))).isEmpty();
        assertThat(SetAside.rule(document("1", "", "0"))).contains(SetAside.STOCK);
        assertThat(SetAside.rule(document("1", "", "1"))).contains(SetAside.SALE_TO_NOBODY);
        assertThat(SetAside.rule(document("1", "ann", "0.00"))).contains(SetAside.FREE);
        assertThat(SetAside.rule(document("1", "ann", "1"))).isEmpty();
    }

    private static List<String> numbersAndLines(String lines) {
        return read(HEADER + lines).stream()
                .map(document -> document.number() + ": " + document.lines().size())
                .toList();
    }

    private static Document document(String number, String customer, String price) {
        return read(HEADER + "1," + number + ",A,Tea,2,2025-01-02T10:00:00," + price + "," + customer + ",France\n")
                .get(0);
    }

    private static String line(String number) {
        return "1," + number + ",A,Tea,2,2025-01-02T10:00:00,1.10,ann,France\n";
    }

    private static List<Document> read(String text) {
        var source = new Source() {
            @Override
            public String name() {
                return "test";
            }

            @Override
            public InputStream open() {
                return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
            }
        };
        List<Document> all = new ArrayList<>();
        try (var documents = new Documents(source)) {
            for (var next = documents.next(); next.isPresent(); next = documents.next()) all.add(next.get());
        }
        return all;
    }
}
