package io.carillon.server.node;

import java.util.Objects;

/** The version of this build, as the jar's manifest says. */
public final class Version {

    private Version() {}

    public static String text() {
        return Objects.requireNonNullElse(Version.class.getPackage().getImplementationVersion(), "development");
    }
}
