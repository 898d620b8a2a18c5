package io.carillon.chaos.machines;

import io.carillon.databases.process.Distribution;
import java.nio.file.Path;

/**
 * What processes are started from.
 *
 * @param workers the class path of workers
 */
public record Version(Distribution nodes, String workers) {

    /** This one, with the distribution that the launcher has made of it, or a test. */
    public static Version own() {
        return new Version(Distribution.own(), System.getProperty("java.class.path"));
    }

    /** What the launcher has made of another checkout. */
    public static Version of(Path checkout) {
        return new Version(Distribution.of(checkout), checkout.resolve("chaos/target/chaos/lib") + "/*");
    }
}
