package dev.espalier.subscription;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is built anew is a projector by its type: what reacts is not taken by the compiler. */
class RebuildTypesTest {
    private static final String SOURCE = """
            import dev.espalier.infrastructure.*;
            import dev.espalier.subscription.*;

            abstract class Mails extends Reactor {
                Mails() { super("mails"); }
            }

            abstract class Accounts extends ViewModel {
                Accounts() { super("accounts", 2); }
            }

            class Rebuild {
                void rebuild(ViewModels views, Mails mails, Accounts accounts) {
                    views.prepare(%s);
                }
            }""";

    @TempDir
    Path folder;

    private String compiling(String prepared) throws IOException {
        Path source = Files.writeString(folder.resolve("Rebuild.java"), SOURCE.formatted(prepared));
        String path = Stream.of(
                        Path.of("target", "classes").toString(),
                        System.getProperty("jdk.module.path"),
                        System.getProperty("java.class.path"))
                .filter(each -> each != null && !each.isEmpty())
                .collect(Collectors.joining(File.pathSeparator));
        var said = new StringWriter();
        var out = new PrintWriter(said);
        int code = ToolProvider.findFirst("javac")
                .orElseThrow()
                .run(out, out, "-proc:none", "-d", folder.toString(), "-cp", path, source.toString());
        return code + " " + said;
    }

    @Test
    void a_rebuild_of_a_reactor_does_not_compile() throws IOException {
        assertThat(compiling("accounts")).startsWith("0");
        assertThat(compiling("mails")).startsWith("1").contains("Mails cannot be converted to ViewModel", "1 error");
    }
}
