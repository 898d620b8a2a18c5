package io.carillon.tasks;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** A script and what is to read it. */
record ShellSettings(String script, Path shell) {

    private static final Path DEFAULT_SHELL = Path.of("/bin/sh");

    static ShellSettings read(Settings settings) {
        var script = settings.requiredText("script");
        var shell = settings.text("shell").map(ShellSettings::shell).orElse(DEFAULT_SHELL);
        return new ShellSettings(script, shell);
    }

    private static Path shell(String text) {
        try {
            var path = Path.of(text);
            if (path.isAbsolute() && Files.isRegularFile(path) && Files.isExecutable(path)) {
                return path;
            }
        } catch (InvalidPathException malformed) {
            // Said below, in the same words as for any other text that is no such path.
        }
        throw new InvalidSettingsException("shell", "is not the absolute path of a program on this worker");
    }
}
