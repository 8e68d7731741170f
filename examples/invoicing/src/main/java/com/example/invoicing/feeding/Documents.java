package com.example.invoicing.feeding;

import com.example.invoicing.setup.BadInput;
import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.math.BigDecimal;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.ZipException;

/**
 * Reads documents one after the other, holding only the few that may still go on: the lines of a document follow each
 * other, but sometimes another one comes between.
 */
public final class Documents implements AutoCloseable {
    private static final String HEADER =
            "line_no,invoice_no,stock_code,description,quantity,invoice_date,unit_price,customer_id,country";
    private static final int MAY_GO_ON = 8;
    private static final int LONGEST_ID = 100;
    private static final int[] IDS = {1, 2, 7};
    private static final int DIGITS = 9;

    private final Source source;
    private final Reader in;
    private final Map<String, List<DocumentLine>> begun = new LinkedHashMap<>();
    private long lineNo;

    public Documents(Source source) {
        this.source = source;
        try {
            this.in = new BufferedReader(
                    new InputStreamReader(source.open(), StandardCharsets.UTF_8.newDecoder()), 1 << 16);
        } catch (IOException e) {
            throw unreadable(e);
        }
        if (!HEADER.equals(nextLine())) throw bad("it should begin with " + HEADER);
    }

    public Optional<Document> next() {
        while (begun.size() < MAY_GO_ON) {
            String text = nextLine();
            if (text == null) break;
            DocumentLine line = parse(text);
            begun.computeIfAbsent(line.document(), none -> new ArrayList<>()).add(line);
        }
        var eldest = begun.entrySet().iterator();
        if (!eldest.hasNext()) return Optional.empty();
        var document = new Document(eldest.next().getValue());
        eldest.remove();
        return Optional.of(document);
    }

    private DocumentLine parse(String text) {
        List<String> values = Csv.split(text);
        if (values.size() != 9) throw bad("it has " + values.size() + " values instead of 9; is the file cut off?");
        for (int id : IDS)
            if (values.get(id).length() > LONGEST_ID) throw bad("a number or code is too long: " + values.get(id));
        if (values.get(1).isBlank()) throw bad("it has no invoice_no");
        try {
            return new DocumentLine(
                    values.get(1),
                    values.get(2),
                    values.get(3),
                    Integer.parseInt(values.get(4)),
                    LocalDateTime.parse(values.get(5)),
                    price(values.get(6)),
                    values.get(7).strip(),
                    values.get(8));
        } catch (ArithmeticException | NumberFormatException | DateTimeException e) {
            throw bad("quantity, time or price cannot be read: " + values.get(4) + ", " + values.get(5) + ", "
                    + values.get(6));
        }
    }

    /** A price that a person could have meant: not 1E+1000000, which would take all memory. */
    private static BigDecimal price(String text) {
        BigDecimal price = new BigDecimal(text);
        if (price.precision() - price.scale() > DIGITS || Math.abs(price.scale()) > DIGITS)
            throw new ArithmeticException("no price: " + text);
        return price;
    }

    /** Without comments; null at the end. A line that is not ended is no line: the file was cut off. */
    private String nextLine() {
        try {
            StringBuilder line = new StringBuilder();
            for (int c = in.read(); c >= 0; c = in.read()) {
                if (c == '\n') {
                    lineNo++;
                    if (!line.isEmpty() && line.charAt(0) == '#') line.setLength(0);
                    else return line.toString();
                } else if (c != '\r') line.append((char) c);
            }
            if (line.isEmpty()) return null;
            lineNo++;
            throw bad("it has no end; is the file cut off?");
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    private BadInput bad(String what) {
        return new BadInput(source.name() + ", line " + lineNo + ": " + what);
    }

    private BadInput unreadable(IOException e) {
        String where = source.name() + ", after line " + lineNo + ": ";
        if (e instanceof EOFException) return new BadInput(where + "the compressed data ends; is the file cut off?");
        if (e instanceof ZipException) return new BadInput(where + "the compressed data is damaged");
        if (e instanceof CharacterCodingException) return new BadInput(where + "this is no text in UTF-8");
        return new BadInput(where + e.getMessage());
    }

    @Override
    public void close() {
        try {
            in.close();
        } catch (IOException e) {
            throw unreadable(e);
        }
    }
}
