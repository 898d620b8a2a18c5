package io.carillon.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Proof that the rules look at something: a class path that lost a module would let every rule pass. */
class CanaryTest {

    /** A floor, well below what there is. */
    private static final int MIN_CLASSES = 250;

    private static final List<String> MODULES = List.of(
            "model",
            "schedule",
            "engine",
            "store",
            "membership",
            "gateway",
            "worker",
            "spring",
            "tasks",
            "client",
            "simulation",
            "test",
            "server",
            "cli");

    private final JavaClasses classes =
            new ClassFileImporter().withImportOption(new Carillon()).importPackages(Carillon.ROOT);

    @Test
    void the_rules_see_hundreds_of_classes() {
        assertThat(classes.size()).isGreaterThan(MIN_CLASSES);
    }

    @Test
    void the_rules_see_every_module() {
        for (String module : MODULES) {
            assertThat(classes.stream().map(JavaClass::getPackageName))
                    .as("classes of %s", module)
                    .anyMatch(name -> (name + ".").startsWith("io.carillon." + module + "."));
        }
    }
}
