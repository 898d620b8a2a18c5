package io.carillon.databases.process;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/**
 * What the build has made for nodes to be started from.
 *
 * @param jars the directory of all of them
 */
public record Distribution(Path jars) {

    public Distribution {
        jars = jars.toAbsolutePath().normalize();
    }

    /** What a test was told, or what the launcher has built where it is. */
    public static Distribution own() {
        String given = System.getProperty("carillon.distribution");
        String home = Objects.requireNonNullElse(System.getProperty("carillon.home"), ".");
        return given == null ? of(Path.of(home)) : new Distribution(Path.of(given));
    }

    /** What the launcher has built of a checkout. */
    public static Distribution of(Path checkout) {
        return new Distribution(checkout.resolve("cli/target/carillon/lib"));
    }

    public String classPath() {
        return jars + "/*";
    }

    /** What lets a node begin where the build's rehearsal left off, as the launcher says it. A JVM that can't starts without. */
    public List<String> rehearsed() {
        return List.of("-XX:AOTCache=" + jars.resolveSibling("node.aot"), "-Xlog:aot=off", "-Xlog:cds=off");
    }
}
