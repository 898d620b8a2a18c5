package io.carillon.cli;

import io.carillon.cli.output.PlainText;
import io.carillon.client.LogFilter;
import io.carillon.client.LogView;
import io.carillon.client.Page;
import io.carillon.client.RunsClient;
import io.carillon.model.json.Json;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(name = "logs", description = "Show what a run has said: all of it, or what comes as it comes.")
final class RunLogsCommand implements Callable<Integer> {

    private final Terminal terminal;

    @Mixin
    private final RunArgument run = new RunArgument();

    @Option(names = "--attempt", paramLabel = "N", description = "of this attempt only")
    private @Nullable Integer attempt;

    @Option(names = "--grep", paramLabel = "TEXT", description = "lines with this text only, whatever its case")
    private @Nullable String text;

    @Option(
            names = {"-f", "--follow"},
            description = "go on until the run has ended; as json, each line is a document")
    private boolean follow;

    @Mixin
    private final OutputOption output;

    @Mixin
    private final ServerOption server;

    RunLogsCommand(Terminal terminal) {
        this.terminal = terminal;
        output = new OutputOption(terminal);
        server = new ServerOption(terminal);
    }

    @Override
    public Integer call() {
        var filter = new LogFilter(attempt, text);
        if (follow) {
            follow(filter);
        } else if (output.isText()) {
            print(filter);
        } else {
            Page<LogView> all = server.ask(client -> Page.collect(
                    Integer.MAX_VALUE,
                    cursor -> run.runs(client).logs(run.id(), filter, cursor, RunsClient.MAX_LOG_LINES)));
            Json items = Json.array(all.items().stream().map(LogView::document).toList());
            output.show(Json.object().put("items", items).build(), () -> "");
        }
        return ExitCode.OK;
    }

    private void follow(LogFilter filter) {
        Consumer<LogView> printer = output.isText() ? new LogPrinter(terminal.out()) : this::printDocument;
        String state = server.ask(client -> run.runs(client).followLogs(run.id(), filter, printer));
        output.note("The run has ended: " + PlainText.line(state) + ".");
    }

    private void printDocument(LogView line) {
        terminal.out().println(line.document().text());
    }

    /** Page by page, so that what is long begins at once. */
    private void print(LogFilter filter) {
        var printer = new LogPrinter(terminal.out());
        boolean found = server.ask(client -> {
            Page<LogView> page = run.runs(client).logs(run.id(), filter, null, RunsClient.MAX_LOG_LINES);
            boolean any = !page.items().isEmpty();
            page.items().forEach(printer);
            while (page.next() != null) {
                page = run.runs(client).logs(run.id(), filter, page.next(), RunsClient.MAX_LOG_LINES);
                any |= !page.items().isEmpty();
                page.items().forEach(printer);
            }
            return any;
        });
        if (!found) {
            output.note(text == null ? "The run has said nothing." : "No line has this text.");
        }
    }
}
