package dev.espalier.tck;

import static org.assertj.core.api.Assertions.assertThat;

import dev.espalier.store.EventStore;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Another process on the same store, held at the other end. */
final class ChildProcess implements AutoCloseable {
    /** What it does there. */
    enum Task {
        /** Decides on random queries. */
        ORACLE,
        /** Appends and acknowledges, one append after the other. */
        APPEND,
        /** Opens the store only when it is told to go on, then appends. */
        OPEN
    }

    static final String READY = "ready";
    static final String DONE = "done ";
    static final String ACKNOWLEDGED = "acknowledged ";

    private final Process process;
    private final BufferedReader out;
    private final PrintStream in;

    private ChildProcess(Process process) {
        this.process = process;
        this.out = process.inputReader(StandardCharsets.UTF_8);
        this.in = new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8);
    }

    static ChildProcess start(OtherProcess other, Task task, long seed, int writer, int count) throws IOException {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xshare:auto"));
        if (Runtime.version().feature() > 21) command.add("--enable-native-access=ALL-UNNAMED");
        command.addAll(List.of(
                "-cp",
                classPath(other.opener()),
                ChildMain.class.getName(),
                other.opener().getName(),
                task.name(),
                String.valueOf(seed),
                String.valueOf(writer),
                String.valueOf(count)));
        command.addAll(other.arguments());
        return new ChildProcess(new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start());
    }

    /** Everything that this process was started with, modules too, and where the classes in question lie. */
    private static String classPath(Class<?> opener) {
        Set<String> paths = new LinkedHashSet<>();
        for (Class<?> each : List.of(ChildMain.class, opener, EventStore.class)) paths.add(rootOf(each));
        for (String property : List.of("jdk.module.path", "java.class.path", "surefire.test.class.path"))
            for (String each : System.getProperty(property, "").split(File.pathSeparator))
                if (!each.isEmpty()) paths.add(each);
        return String.join(File.pathSeparator, paths);
    }

    /** The folder or jar from which a class was loaded, also where it was patched into a module. */
    private static String rootOf(Class<?> type) {
        String name = type.getName().replace('.', '/') + ".class";
        String url = type.getClassLoader().getResource(name).toString();
        String root = url.substring(0, url.length() - name.length());
        if (root.startsWith("jar:")) root = root.substring("jar:".length(), root.length() - "!/".length());
        return Path.of(java.net.URI.create(root)).toString();
    }

    void awaitReady() throws IOException {
        await(READY);
    }

    void go() {
        in.println("go");
    }

    void awaitAcknowledged(int appends) throws IOException {
        await(ACKNOWLEDGED + (appends - 1));
    }

    /** How much it did. */
    int awaitDone() throws Exception {
        int done = Integer.parseInt(await(DONE).substring(DONE.length()));
        assertThat(process.waitFor()).as("exit code").isZero();
        return done;
    }

    private String await(String beginning) throws IOException {
        for (String line = out.readLine(); line != null; line = out.readLine())
            if (line.startsWith(beginning)) return line;
        throw new AssertionError("the other process ended before it said '" + beginning + "'; see its error output");
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** At any moment, without notice. */
    void kill() {
        process.destroyForcibly().onExit().join();
        in.close();
    }

    @Override
    public void close() {
        kill();
    }
}
