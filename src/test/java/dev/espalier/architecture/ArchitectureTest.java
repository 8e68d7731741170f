package dev.espalier.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaType;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import dev.espalier.Espalier;
import java.lang.module.ModuleDescriptor;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The direction of the house: which folder may know which. */
class ArchitectureTest {
    private static final String ROOT = "dev.espalier";
    private static final JavaClasses MAIN = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPath(Path.of("target", "classes"));

    private static String p(String folder) {
        return ROOT + "." + folder + "..";
    }

    private static void onlyKnows(String folder, String... others) {
        var allowed = Stream.concat(
                        Stream.of(p(folder), "java..", "javax.sql..", "org.slf4j..", "org.jspecify.."),
                        Stream.of(others))
                .toArray(String[]::new);
        noClasses()
                .that()
                .resideInAPackage(p(folder))
                .should()
                .dependOnClassesThat(not(resideInAnyPackage(allowed)))
                .check(MAIN);
    }

    @Test
    void infrastructure_imports_nothing_of_ours() {
        onlyKnows("infrastructure");
    }

    @Test
    void store_knows_the_infrastructure_alone_and_stores_know_neither_the_codec_nor_commands_nor_each_other() {
        noClasses()
                .that()
                .resideInAPackage(ROOT + ".store")
                .should()
                .dependOnClassesThat(not(resideInAnyPackage(
                        ROOT + ".store", p("infrastructure"), "java..", "org.slf4j..", "org.jspecify..")))
                .check(MAIN);
        onlyKnows("store.memory", ROOT + ".store", p("infrastructure"));
        onlyKnows("store.jdbc", ROOT + ".store", p("infrastructure"), p("jdbc"));
    }

    @Test
    void serialization_knows_the_types_of_the_store() {
        onlyKnows(
                "serialization",
                ROOT + ".store",
                ROOT + ".keys",
                p("infrastructure"),
                "javax.crypto..",
                "tools.jackson..",
                "com.fasterxml.jackson..");
    }

    @Test
    void the_keys_of_persons_know_neither_events_nor_stores() {
        onlyKnows("keys", p("infrastructure"), p("jdbc"), "javax.crypto..");
    }

    @Test
    void the_command_path_knows_no_store_and_no_format() {
        onlyKnows("command", ROOT + ".store", p("infrastructure"), ROOT + ".serialization.registry");
    }

    @Test
    void subscriptions_know_no_store_no_format_and_no_commands() {
        onlyKnows("subscription", ROOT + ".store", p("infrastructure"));
    }

    @Test
    void only_testing_sits_on_top_of_espalier() {
        noClasses()
                .that()
                .resideOutsideOfPackages(ROOT, p("testing"))
                .should()
                .dependOnClassesThat(resideInAnyPackage(ROOT, p("testing")))
                .check(MAIN);
    }

    @Test
    void jackson_is_named_in_serialization_alone() {
        noClasses()
                .that()
                .resideOutsideOfPackage(p("serialization"))
                .should()
                .dependOnClassesThat(resideInAPackage("tools.jackson.."))
                .check(MAIN);
    }

    @Test
    void packages_have_no_cycle() {
        slices().matching(ROOT + ".(**)").should().beFreeOfCycles().check(MAIN);
    }

    @Test
    void exported_packages_name_no_type_of_one_that_is_not_exported() {
        Set<String> exported = exported();
        classes()
                .that(new com.tngtech.archunit.base.DescribedPredicate<JavaClass>("are exported") {
                    @Override
                    public boolean test(JavaClass type) {
                        return exported.contains(type.getPackageName())
                                && type.getModifiers().contains(JavaModifier.PUBLIC);
                    }
                })
                .should(new ArchCondition<>("name exported types only") {
                    @Override
                    public void check(JavaClass type, ConditionEvents events) {
                        signatures(type)
                                .filter(named -> named.getPackageName().startsWith(ROOT))
                                .filter(named -> !exported.contains(named.getPackageName())
                                        || !named.getModifiers().contains(JavaModifier.PUBLIC))
                                .forEach(named -> events.add(SimpleConditionEvent.violated(
                                        type, type.getName() + " names " + named.getName())));
                    }
                })
                .check(MAIN);
    }

    private static Stream<JavaClass> signatures(JavaClass type) {
        var members = type.getMembers().stream()
                .filter(member -> member.getModifiers().contains(JavaModifier.PUBLIC)
                        || member.getModifiers().contains(JavaModifier.PROTECTED))
                .flatMap(member -> member.getAllInvolvedRawTypes().stream());
        var parents = Stream.concat(type.getInterfaces().stream(), type.getSuperclass().stream())
                .flatMap((JavaType parent) -> parent.getAllInvolvedRawTypes().stream());
        return Stream.concat(members, parents).map(JavaClass::getBaseComponentType);
    }

    private static Set<String> exported() {
        return Espalier.class.getModule().getDescriptor().exports().stream()
                .filter(export -> !export.isQualified())
                .map(ModuleDescriptor.Exports::source)
                .collect(Collectors.toSet());
    }

    @Test
    void no_state_is_static() {
        fields().that().areStatic().should().beFinal().check(MAIN);
    }

    @Test
    void nothing_hangs_on_a_thread() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .areAssignableTo(ThreadLocal.class)
                .check(MAIN);
    }

    @Test
    void every_package_says_what_it_is_for() {
        var packages = MAIN.stream().map(JavaClass::getPackageName).collect(Collectors.toCollection(TreeSet::new));
        for (String each : packages)
            if (!each.isEmpty())
                assertThat(Path.of("src/main/java", each.replace('.', '/'), "package-info.java"))
                        .as("package-info of " + each)
                        .exists();
    }

    @Test
    void the_library_is_a_module_that_needs_jackson_and_slf4j_alone() {
        var module = Espalier.class.getModule();
        assertThat(module.getName()).isEqualTo("dev.espalier");
        var needed = module.getDescriptor().requires().stream()
                .filter(requires -> !requires.modifiers().contains(ModuleDescriptor.Requires.Modifier.STATIC))
                .map(ModuleDescriptor.Requires::name)
                .toList();
        assertThat(needed).containsExactlyInAnyOrder("java.base", "org.slf4j", "tools.jackson.databind");
    }
}
