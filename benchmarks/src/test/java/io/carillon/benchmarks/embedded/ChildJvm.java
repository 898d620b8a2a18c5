package io.carillon.benchmarks.embedded;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A second JVM with this one's class path; what SQLite unpacks goes beside the child's database. */
final class ChildJvm {

    private ChildJvm() {}

    /** The process's errors go to this one's; its output is for the caller to read. */
    static Process start(List<String> before, Class<?> main, Candidate candidate, Path directory, String... arguments)
            throws IOException {
        var command = new ArrayList<>(before);
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(
                "-XX:+UseSerialGC", "-Xmx256m", "-XX:TieredStopAtLevel=1", "--enable-native-access=ALL-UNNAMED"));
        command.addAll(List.of("-cp", System.getProperty("java.class.path", "")));
        command.add("-Dorg.sqlite.tmpdir=" + directory.toAbsolutePath());
        command.addAll(List.of(main.getName(), candidate.name(), directory.toString()));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }
}
