package io.carillon.cli;

import picocli.CommandLine.Option;

/** Where a command finds requests for runs, one on a line. */
final class RequestsOption {

    @Option(
            names = {"-f", "--file"},
            required = true,
            paramLabel = "FILE",
            description = "one request on a line; - for the input")
    private String file = "";

    String file() {
        return file;
    }
}
