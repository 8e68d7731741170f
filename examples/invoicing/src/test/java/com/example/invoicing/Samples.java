package com.example.invoicing;

import com.example.invoicing.feeding.Source;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.zip.GZIPOutputStream;

/** Input made in a test. */
final class Samples {
    private Samples() {}

    static byte[] gzip(String text) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(bytes)) {
            gzip.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return bytes.toByteArray();
    }

    /** The first documents of the example's own input. */
    static Path documents(int count, Path folder) throws IOException {
        var text = new StringBuilder();
        Set<String> numbers = new HashSet<>();
        try (var in = new BufferedReader(new InputStreamReader(Source.ownInput().open(), StandardCharsets.UTF_8))) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                if (Character.isDigit(line.charAt(0))) numbers.add(line.split(",")[1]);
                if (numbers.size() > count) break;
                text.append(line).append('\n');
            }
        }
        return Files.writeString(folder.resolve(count + "-documents.csv"), text);
    }
}
