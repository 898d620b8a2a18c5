package io.carillon.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_THROW_GENERIC_EXCEPTIONS;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_USE_FIELD_INJECTION;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.Set;
import org.jspecify.annotations.NullMarked;

/** The habits that keep the code deterministic and readable. Conventions decay unless a machine refuses the alternative. */
@AnalyzeClasses(packages = Carillon.ROOT, importOptions = Carillon.class)
class HabitsTest {

    private static final Set<String> CLOCK_READS = Set.of(
            "java.time.Instant.now",
            "java.time.LocalDate.now",
            "java.time.LocalDateTime.now",
            "java.time.ZonedDateTime.now",
            "java.time.OffsetDateTime.now",
            "java.lang.System.currentTimeMillis",
            "java.lang.System.nanoTime");

    private static final DescribedPredicate<JavaAccess<?>> READS_A_CLOCK = new DescribedPredicate<>("read a clock") {
        @Override
        public boolean test(JavaAccess<?> access) {
            AccessTarget target = access.getTarget();
            return CLOCK_READS.contains(target.getOwner().getFullName() + "." + target.getName());
        }
    };

    @ArchTest
    static final ArchRule time_is_read_in_one_class_of_each_program = noClasses()
            .that()
            .doNotHaveFullyQualifiedName("io.carillon.server.node.SystemTicker")
            .and()
            .doNotHaveFullyQualifiedName("io.carillon.worker.SystemTicker")
            .should()
            .accessTargetWhere(READS_A_CLOCK);

    @ArchTest
    static final ArchRule the_core_and_the_front_door_draw_no_randomness = noClasses()
            .that()
            .resideInAnyPackage(
                    "io.carillon.model..", "io.carillon.schedule..", "io.carillon.engine..", "io.carillon.gateway..")
            .should()
            .dependOnClassesThat()
            .haveFullyQualifiedName("java.util.Random")
            .orShould()
            .dependOnClassesThat()
            .haveFullyQualifiedName("java.security.SecureRandom")
            .orShould()
            .dependOnClassesThat()
            .haveFullyQualifiedName("java.util.UUID")
            .orShould()
            .callMethod(Math.class, "random");

    @ArchTest
    static final ArchRule nothing_static_changes =
            fields().that().areStatic().should().beFinal();

    @ArchTest
    static final ArchRule dependencies_come_in_by_the_constructor = NO_CLASSES_SHOULD_USE_FIELD_INJECTION;

    @ArchTest
    static final ArchRule exceptions_say_what_they_mean = NO_CLASSES_SHOULD_THROW_GENERIC_EXCEPTIONS;

    @ArchTest
    static final ArchRule packages_have_no_cycles =
            slices().matching("io.carillon.(**)").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule every_package_says_what_may_be_null = classes().should(beInANullMarkedPackage());

    @ArchTest
    static final ArchRule no_name_says_nothing = noClasses()
            .should()
            .haveSimpleNameEndingWith("Impl")
            .orShould()
            .haveSimpleNameContaining("Helper")
            .orShould()
            .haveSimpleNameContaining("Util")
            .orShould()
            .haveSimpleNameContaining("Manager")
            .orShould()
            .haveSimpleNameStartingWith("Base");

    @ArchTest
    static final ArchRule bytes_from_outside_never_become_objects_of_their_choice = noClasses()
            .should()
            .dependOnClassesThat()
            .haveFullyQualifiedName("java.io.ObjectInputStream")
            .orShould()
            .dependOnClassesThat()
            .resideInAnyPackage("javax.script..", "com.caucho..", "javax.naming..")
            .orShould()
            .dependOnClassesThat()
            .haveSimpleName("JsonTypeInfo");

    /** Loggers are told nothing of the run that they speak for, and workers have to do without scoped values. */
    @ArchTest
    static final ArchRule what_is_in_a_thread_is_not_hidden_in_it = noFields()
            .that()
            .areDeclaredInClassesThat()
            .doNotHaveFullyQualifiedName("io.carillon.worker.log.CurrentLog")
            .should()
            .haveRawType(ThreadLocal.class)
            .allowEmptyShould(true);

    private static ArchCondition<JavaClass> beInANullMarkedPackage() {
        return new ArchCondition<>("be in a @NullMarked package") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                if (!type.getPackage().isAnnotatedWith(NullMarked.class)) {
                    events.add(SimpleConditionEvent.violated(type, type.getPackageName() + " is not @NullMarked"));
                }
            }
        };
    }
}
