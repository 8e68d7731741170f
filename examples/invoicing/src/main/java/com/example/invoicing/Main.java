package com.example.invoicing;

import com.example.invoicing.setup.BadInput;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The program. */
public final class Main {
    private Main() {}

    public static void main(String[] words) {
        var out = new PrintStream(new FileOutputStream(FileDescriptor.out), false, StandardCharsets.UTF_8);
        var err = new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8);
        int code = run(List.of(words), out, err, Terminal.isThere());
        out.flush();
        System.exit(code);
    }

    static int run(List<String> words, PrintStream out, PrintStream err, boolean terminal) {
        try {
            Arguments arguments = Arguments.parse(words);
            if (arguments.help()) {
                out.print(Arguments.HELP);
                return 0;
            }
            return new Run(arguments, out, terminal).passes() ? 0 : 1;
        } catch (BadInput bad) {
            out.flush();
            err.print(bad.getMessage() + "\n");
            return 2;
        }
    }
}
