package io.carillon.cli;

import io.carillon.client.testing.TestingApi;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;

/** The command line in a directory and an environment of its own. */
final class Cli {

    static final Instant NOW = Instant.parse("2027-01-01T00:00:00Z");

    private final Path directory;
    private final Map<String, String> environment = new LinkedHashMap<>();
    private String input = "";
    private int width;

    /** What a command left behind. */
    record Result(int exitCode, String out, String err) {}

    Cli(Path directory) {
        this.directory = directory;
    }

    /** Asks this server unless a test says otherwise. */
    Cli asking(TestingApi api) {
        return with("CARILLON_SERVER", api.address().toString());
    }

    Cli with(String variable, String value) {
        environment.put(variable, value);
        return this;
    }

    Cli input(String text) {
        input = text;
        return this;
    }

    Cli width(int columns) {
        width = columns;
        return this;
    }

    Cli file(String name, String text) {
        try {
            Path file = directory.resolve(name);
            Files.createDirectories(file.getParent());
            Files.writeString(file, text);
            return this;
        } catch (IOException unwritable) {
            throw new UncheckedIOException(unwritable);
        }
    }

    Result run(String... arguments) {
        var out = new StringWriter();
        var err = new StringWriter();
        var terminal = new Terminal(
                new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
                new PrintWriter(out),
                new PrintWriter(err),
                width,
                environment,
                directory,
                directory,
                InstantSource.fixed(NOW));
        int exitCode = CommandTree.of(terminal).execute(arguments);
        terminal.out().flush();
        terminal.err().flush();
        return new Result(exitCode, out.toString(), err.toString());
    }
}
