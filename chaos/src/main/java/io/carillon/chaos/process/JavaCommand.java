package io.carillon.chaos.process;

import io.carillon.databases.process.Distribution;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** How a program in Java is started: as the launcher does it, but small, since a machine has many of them here. */
public final class JavaCommand {

    private JavaCommand() {}

    /** A command of Carillon, with what the build has rehearsed. */
    public static List<String> carillon(Distribution distribution, int megabytes, String... arguments) {
        List<String> command = of(distribution.classPath(), megabytes, "io.carillon.cli.Carillon", arguments);
        command.addAll(1, distribution.rehearsed());
        return command;
    }

    public static List<String> of(String classPath, int megabytes, String program, String... arguments) {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseCompactObjectHeaders",
                "-XX:+ExitOnOutOfMemoryError",
                "-Xmx" + megabytes + "m",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                classPath,
                program));
        command.addAll(List.of(arguments));
        return command;
    }
}
