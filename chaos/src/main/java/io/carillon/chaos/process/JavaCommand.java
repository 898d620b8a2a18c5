package io.carillon.chaos.process;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** How a program in Java is started: as the launcher does it, but small, since a machine has many of them here. */
public final class JavaCommand {

    private JavaCommand() {}

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
