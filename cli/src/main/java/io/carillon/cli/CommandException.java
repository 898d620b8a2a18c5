package io.carillon.cli;

import java.util.List;

/** A command that can't do what it was asked to. */
final class CommandException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final int exitCode;
    private final transient List<String> details;

    CommandException(int exitCode, String message, String... details) {
        this(exitCode, message, List.of(details));
    }

    CommandException(int exitCode, String message, List<String> details) {
        super(message);
        this.exitCode = exitCode;
        this.details = List.copyOf(details);
    }

    int exitCode() {
        return exitCode;
    }

    /** What else to say, line by line. */
    List<String> details() {
        return details;
    }
}
