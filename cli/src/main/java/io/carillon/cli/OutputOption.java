package io.carillon.cli;

import io.carillon.cli.output.OutputFormat;
import io.carillon.cli.output.PrettyJson;
import io.carillon.cli.output.Table;
import io.carillon.cli.output.YamlWriter;
import io.carillon.model.json.Json;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import picocli.CommandLine.Option;

/** In which form a command shows what it got. */
final class OutputOption {

    private final Terminal terminal;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORMAT",
            description = "table, json or yaml; usual: table")
    private OutputFormat format = OutputFormat.TABLE;

    OutputOption(Terminal terminal) {
        this.terminal = terminal;
    }

    /** Shows one thing: its document to programs, a text to people. */
    void show(Json document, Supplier<String> text) {
        terminal.out()
                .print(
                        switch (format) {
                            case TABLE -> text.get();
                            case JSON -> PrettyJson.write(document);
                            case YAML -> YamlWriter.write(document);
                        });
        terminal.out().flush();
    }

    /** Shows many things of a kind. That there are none is said to people only. */
    <T> void list(String kind, List<T> things, Function<T, Json> document, Supplier<Table> table) {
        if (things.isEmpty() && format == OutputFormat.TABLE) {
            terminal.err().println("No " + kind + ".");
            return;
        }
        Json items = Json.object()
                .put("items", Json.array(things.stream().map(document).toList()))
                .build();
        show(items, () -> table.get().text(terminal.width()));
    }

    /** Whether nobody but people reads it. */
    boolean isText() {
        return format == OutputFormat.TABLE;
    }

    /** Says what was done, to people; shows the document to programs. */
    void done(Json document, String message) {
        show(document, () -> message + "\n");
    }

    /** Something that a reader of the table should know. */
    void note(String text) {
        terminal.err().println(text);
    }
}
