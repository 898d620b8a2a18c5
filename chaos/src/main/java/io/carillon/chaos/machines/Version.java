package io.carillon.chaos.machines;

import java.nio.file.Path;

/**
 * What processes are started from.
 *
 * @param nodes the class path of nodes
 * @param workers the class path of workers
 */
public record Version(String nodes, String workers) {

    /** This one, with the distribution that the launcher has made of it, or a test. */
    public static Version own(Path distribution) {
        return new Version(distribution + "/*", System.getProperty("java.class.path"));
    }

    /** What the launcher has made of another checkout. */
    public static Version of(Path checkout) {
        return new Version(
                checkout.resolve("cli/target/carillon/lib") + "/*", checkout.resolve("chaos/target/chaos/lib") + "/*");
    }
}
