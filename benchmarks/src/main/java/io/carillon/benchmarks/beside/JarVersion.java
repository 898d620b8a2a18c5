package io.carillon.benchmarks.beside;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** Which version of a library is on the class path, as its jar says. */
final class JarVersion {

    private static final String UNKNOWN = "(unknown version)";

    private JarVersion() {}

    /** From the manifest of the jar that a class is in. */
    static String of(Class<?> type) {
        String version = type.getPackage().getImplementationVersion();
        return version == null ? UNKNOWN : version;
    }

    /** From what Maven writes into a jar, for jars whose manifest says nothing. */
    static String of(String groupId, String artifactId) {
        String name = "/META-INF/maven/" + groupId + "/" + artifactId + "/pom.properties";
        try (InputStream resource = JarVersion.class.getResourceAsStream(name)) {
            if (resource == null) {
                return UNKNOWN;
            }
            var properties = new Properties();
            properties.load(resource);
            return properties.getProperty("version", UNKNOWN);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
