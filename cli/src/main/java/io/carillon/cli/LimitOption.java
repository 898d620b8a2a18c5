package io.carillon.cli;

import io.carillon.client.Page;
import picocli.CommandLine.Option;

/** How much of a list to show. */
final class LimitOption {

    private static final int USUAL = 100;
    private static final int MAX = 100_000;

    @Option(names = "--limit", paramLabel = "N", description = "at most so many; usual: " + USUAL)
    private int limit = USUAL;

    int items() {
        if (limit < 1 || limit > MAX) {
            throw new CommandException(ExitCode.USAGE, "--limit takes a number from 1 to " + MAX + ", not " + limit);
        }
        return limit;
    }

    int perPage() {
        return Math.min(limit, Page.MAX_LIMIT);
    }

    /** What was left out is said, lest a short list pass for the whole. */
    void noteMore(Page<?> shown, OutputOption output) {
        if (shown.next() != null) {
            output.note("There are more than these " + shown.items().size() + "; see --limit.");
        }
    }
}
