package com.example.invoicing;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Lets another process take documents, and kills it in the middle of its work: no goodbye, no shutdown hook. */
final class Crash {
    private final Arguments arguments;
    private final Path file;

    Crash(Arguments arguments, Path file) {
        this.arguments = arguments;
        this.file = file;
    }

    /** Which documents the process had told to be done, before it was killed after so many; each is a step. */
    Set<String> after(long documents, Runnable step) throws IOException {
        Process process = new ProcessBuilder(command())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        Set<String> told = new HashSet<>();
        try (var lines = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (!line.startsWith(Feed.DONE)) continue;
                told.add(line.substring(Feed.DONE.length()));
                step.run();
                if (told.size() == documents) kill(process);
            }
            process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            kill(process);
        }
        return told;
    }

    /** By its handle: killed by {@link Process} itself, its last words would be lost. */
    private static void kill(Process process) {
        process.toHandle().destroyForcibly();
    }

    private List<String> command() {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        Module module = Main.class.getModule();
        if (module.isNamed()) {
            command.addAll(List.of("--enable-native-access=org.xerial.sqlitejdbc"));
            command.addAll(List.of("--module-path", System.getProperty("jdk.module.path")));
            command.addAll(List.of("--module", module.getName() + "/" + Main.class.getName()));
        } else {
            command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
        }
        command.addAll(List.of("--feed", "--db", file.toString()));
        arguments.data().ifPresent(data -> command.addAll(List.of("--data", data.toString())));
        return command;
    }
}
