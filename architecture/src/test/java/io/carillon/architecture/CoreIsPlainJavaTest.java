package io.carillon.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** What each module may know. The module graph says which jars it sees; this says which packages of the JDK and of others. */
@AnalyzeClasses(packages = Carillon.ROOT, importOptions = Carillon.class)
class CoreIsPlainJavaTest {

    private static final String[] CORE = {"io.carillon.model..", "io.carillon.schedule..", "io.carillon.engine.."};

    @ArchTest
    static final ArchRule the_core_depends_on_the_language_and_on_itself = classes()
            .that()
            .resideInAnyPackage(CORE)
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "io.carillon.model..",
                    "io.carillon.schedule..",
                    "io.carillon.engine..",
                    "java.lang..",
                    "java.math..",
                    "java.nio.charset..",
                    "java.text..",
                    "java.time..",
                    "java.util..",
                    "org.jspecify.annotations..")
            .because("the core is a pure function: no Spring, no SQL, no Jackson, no sockets, no files");

    @ArchTest
    static final ArchRule the_core_starts_no_thread_and_waits_for_none = noClasses()
            .that()
            .resideInAnyPackage(CORE)
            .should()
            .dependOnClassesThat()
            .haveFullyQualifiedName("java.lang.Thread")
            .orShould()
            .dependOnClassesThat()
            .resideInAnyPackage("java.util.concurrent..")
            .because("one loop steps the core, and nothing else touches it");

    @ArchTest
    static final ArchRule the_engine_does_not_know_what_surrounds_it = noClasses()
            .that()
            .resideInAPackage("io.carillon.engine..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "io.carillon.store..", "io.carillon.gateway..", "io.carillon.server..", "io.carillon.protocol..");

    @ArchTest
    static final ArchRule only_the_server_and_the_starter_know_spring = noClasses()
            .that()
            .resideOutsideOfPackages("io.carillon.server..", "io.carillon.spring..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.springframework..");

    /** A sql task passes on what a user says, and has to speak JDBC for it. */
    @ArchTest
    static final ArchRule only_the_store_says_sql = noClasses()
            .that()
            .resideOutsideOfPackage("io.carillon.store..")
            .and()
            .haveNameNotMatching("io\\.carillon\\.tasks\\.Sql.*")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("java.sql..", "javax.sql..");

    @ArchTest
    static final ArchRule only_the_membership_knows_zookeeper_etcd_and_redis = noClasses()
            .that()
            .resideOutsideOfPackage("io.carillon.membership..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.apache.zookeeper..", "io.etcd..", "io.lettuce..");

    @ArchTest
    static final ArchRule the_membership_knows_the_engine_and_nothing_above_it = noClasses()
            .that()
            .resideInAPackage("io.carillon.membership..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.carillon.store..", "io.carillon.gateway..", "io.carillon.server..");

    @ArchTest
    static final ArchRule a_worker_knows_nothing_of_the_scheduler = noClasses()
            .that()
            .resideInAPackage("io.carillon.worker..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "io.carillon.model..",
                    "io.carillon.schedule..",
                    "io.carillon.engine..",
                    "io.carillon.gateway..",
                    "io.carillon.store..",
                    "io.carillon.server..");
}
