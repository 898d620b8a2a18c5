package io.carillon.cli;

import java.io.Console;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;

/**
 * What a command has of the process it runs in.
 *
 * @param out what was asked for
 * @param err everything else: errors, hints, notes
 * @param width of a line, in columns; 0 where nobody is looking
 * @param home where the installation is; data is kept below it unless it is said otherwise
 */
record Terminal(
        InputStream in,
        PrintWriter out,
        PrintWriter err,
        int width,
        Map<String, String> environment,
        Path directory,
        Path home,
        InstantSource clock) {

    private static final int NARROWEST = 40;

    Terminal {
        environment = Map.copyOf(environment);
    }

    static Terminal ofProcess() {
        Path directory = Path.of("").toAbsolutePath();
        String home = System.getProperty("carillon.home");
        Map<String, String> environment = System.getenv();
        return new Terminal(
                System.in,
                new PrintWriter(System.out, true, StandardCharsets.UTF_8),
                new PrintWriter(System.err, true, StandardCharsets.UTF_8),
                width(environment),
                environment,
                directory,
                home == null ? directory : Path.of(home),
                InstantSource.system());
    }

    /** Only a person needs lines to fit; a pipe gets them whole. */
    private static int width(Map<String, String> environment) {
        if (!Optional.ofNullable(System.console()).map(Console::isTerminal).orElse(false)) {
            return 0;
        }
        String columns = environment.getOrDefault("COLUMNS", "");
        return columns.matches("[0-9]{1,4}") && Integer.parseInt(columns) >= NARROWEST ? Integer.parseInt(columns) : 0;
    }
}
