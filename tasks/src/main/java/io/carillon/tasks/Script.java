package io.carillon.tasks;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** The text of a script and what is to read it. */
record Script(String text, Path interpreter) {

    private static final Path DEFAULT_SHELL = Path.of("/bin/sh");

    /** Whoever may run a shell may run anything, so here the settings may name any program. */
    static Script ofShell(Settings settings) {
        return new Script(
                text(settings), settings.text("shell").map(Script::shell).orElse(DEFAULT_SHELL));
    }

    static String text(Settings settings) {
        return settings.requiredText("script");
    }

    private static Path shell(String text) {
        try {
            var path = Path.of(text);
            if (isProgram(path)) {
                return path;
            }
        } catch (InvalidPathException malformed) {
            // Said below, in the same words as for any other text that is no such path.
        }
        throw new InvalidSettingsException("shell", "is not the absolute path of a program on this worker");
    }

    static boolean isProgram(Path path) {
        return path.isAbsolute() && Files.isRegularFile(path) && Files.isExecutable(path);
    }
}
