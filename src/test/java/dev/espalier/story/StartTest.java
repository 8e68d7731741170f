package dev.espalier.story;

import static org.assertj.core.api.Assertions.assertThat;

import dev.espalier.support.ChildJvm;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What is loaded until a first command in memory is handled: classes are nearly all of the time that this takes. */
class StartTest {
    private static final List<String> LOADED = new ArrayList<>();

    @BeforeAll
    static void start() {
        try (var child = ChildJvm.start(List.of("-Xlog:class+load:stdout:none"), StartingChild.class)) {
            for (String line = child.hear(); !line.equals(StartingChild.DONE); line = child.hear())
                LOADED.add(line.split(" ", 2)[0]);
        }
    }

    private static List<String> loaded(String... beginnings) {
        return LOADED.stream().filter(name -> beginsWith(name, beginnings)).toList();
    }

    private static boolean beginsWith(String name, String... beginnings) {
        for (String each : beginnings) if (name.startsWith(each)) return true;
        return false;
    }

    @Test
    void a_first_command_needs_no_format_no_logger_and_no_driver() {
        assertThat(LOADED).contains("dev.espalier.Espalier");
        assertThat(loaded("tools.jackson.", "com.fasterxml.", "org.slf4j.", "java.sql.", "javax.sql."))
                .isEmpty();
    }

    @Test
    void a_first_command_needs_nothing_of_subscriptions_and_databases() {
        assertThat(loaded("dev.espalier.subscription.", "dev.espalier.jdbc.", "dev.espalier.store.jdbc."))
                .isEmpty();
    }

    @Test
    void a_first_command_makes_no_classes_but_of_the_lambdas_of_the_application() {
        assertThat(loaded("dev.espalier."))
                .filteredOn(name -> name.contains("$$Lambda") && !name.startsWith("dev.espalier.story."))
                .isEmpty();
        assertThat(loaded("java.lang.runtime.ObjectMethods")).isEmpty();
    }
}
