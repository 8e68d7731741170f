package com.example.invoicing.feeding;

import com.example.invoicing.setup.BadInput;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;

/** Where documents come from; can be opened again and again. */
public interface Source {
    String name();

    InputStream open() throws IOException;

    /** The example's own input, all of it made up. */
    static Source ownInput() {
        return new Source() {
            @Override
            public String name() {
                return "own-input.csv";
            }

            @Override
            public InputStream open() {
                return Source.class.getResourceAsStream(name());
            }
        };
    }

    /** A file, plain or gzip. */
    static Source file(Path path) {
        if (!Files.isRegularFile(path) || !Files.isReadable(path)) throw new BadInput(path + ": there is no such file");
        return new Source() {
            @Override
            public String name() {
                return path.toString();
            }

            @Override
            public InputStream open() throws IOException {
                InputStream in = new BufferedInputStream(Files.newInputStream(path), 1 << 16);
                in.mark(2);
                boolean gzip = in.read() == 0x1f && in.read() == 0x8b;
                in.reset();
                return gzip ? new GZIPInputStream(in, 1 << 16) : in;
            }
        };
    }
}
