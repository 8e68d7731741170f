package dev.espalier.support;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A Java process of its own, with the class path of the tests: what is killed here is killed as the operating system kills.
 * It talks in lines, both ways; its error output goes to ours.
 */
public final class ChildJvm implements AutoCloseable {
    private final Process process;
    private final BufferedReader out;
    private final PrintWriter in;

    private ChildJvm(Process process) {
        this.process = process;
        this.out = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        this.in = new PrintWriter(new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8), true);
    }

    /** Runs the main method of a test class. */
    public static ChildJvm start(Class<?> main, Object... arguments) {
        return start(List.of(), main, arguments);
    }

    /** The same with options of the JVM. */
    public static ChildJvm start(List<String> options, Class<?> main, Object... arguments) {
        var command = new ArrayList<String>();
        command.add(ProcessHandle.current().info().command().orElseThrow());
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xshare:auto", "-cp", classPath()));
        command.addAll(options);
        if (Runtime.version().feature() > 21) command.add("--enable-native-access=ALL-UNNAMED");
        command.add(main.getName());
        for (Object each : arguments) command.add(each.toString());
        try {
            return new ChildJvm(new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Tests run on the module path, with the test classes patched in; a child takes it all as its class path. */
    private static String classPath() {
        return Stream.of(
                        Path.of("target", "test-classes").toString(),
                        System.getProperty("jdk.module.path"),
                        System.getProperty("surefire.test.class.path"),
                        System.getProperty("java.class.path"))
                .filter(path -> path != null && !path.isEmpty())
                .collect(Collectors.joining(File.pathSeparator));
    }

    /** Says a line to the child. */
    public void say(String line) {
        in.println(line);
    }

    /** The next line that the child says; null when it has ended. Waits for it. */
    public String hear() {
        try {
            return out.readLine();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits for this very line. */
    public void hear(String expected) {
        String line = hear();
        if (!expected.equals(line)) throw new AssertionError("the child said " + line + " instead of " + expected);
    }

    /** As {@code kill -9}; what it had said before is still to be heard, then returned. */
    public List<String> kill() {
        process.toHandle().destroyForcibly(); // by its handle: the other way closes what it has said
        var last = new ArrayList<String>();
        for (String line = hear(); line != null; line = hear()) last.add(line);
        join();
        return last;
    }

    /** As {@code kill -STOP}: it hangs, in the middle of whatever it does, until it goes on. */
    public void hang() {
        signal("STOP");
    }

    /** As {@code kill -CONT}. */
    public void goOn() {
        signal("CONT");
    }

    private void signal(String name) {
        try {
            new ProcessBuilder("kill", "-" + name, "" + process.pid()).start().waitFor();
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Waits for its end, and tells how it ended. */
    public int join() {
        try {
            if (!process.waitFor(2, TimeUnit.MINUTES)) throw new AssertionError("the child does not end");
            return process.exitValue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        if (process.isAlive()) kill();
    }
}
