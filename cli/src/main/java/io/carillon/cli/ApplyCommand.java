package io.carillon.cli;

import io.carillon.client.Applied;
import io.carillon.client.CarillonApiException;
import io.carillon.client.CarillonClient;
import io.carillon.model.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "apply",
        description = {
            "Make jobs be as files define them: create, replace, or leave what is so already.",
            "Nothing is sent if any document is not valid."
        })
final class ApplyCommand implements Callable<Integer> {

    @Mixin
    private final Definitions definitions;

    @Mixin
    private final OutputOption output;

    @Mixin
    private final ServerOption server;

    ApplyCommand(Terminal terminal) {
        definitions = new Definitions(terminal);
        output = new OutputOption(terminal);
        server = new ServerOption(terminal);
    }

    @Override
    public Integer call() {
        List<Definitions.Definition> read = ApplyOrder.of(definitions.read());
        var applied = new ArrayList<Applied>();
        try {
            server.ask(client -> {
                read.forEach(definition -> applied.add(apply(client, definition)));
                return applied;
            });
        } finally {
            show(applied);
        }
        return ExitCode.OK;
    }

    /** A refusal ends it, with the document's place: what comes later may depend on what was refused. */
    private static Applied apply(CarillonClient client, Definitions.Definition definition) {
        var draft = definition.draft();
        try {
            return client.jobs(draft.key().namespace()).apply(draft);
        } catch (CarillonApiException refused) {
            if (Failures.exitCode(refused.status()) == ExitCode.AUTH) {
                throw refused;
            }
            var details = new ArrayList<String>();
            refused.errors()
                    .forEach(problem -> details.add(
                            definition.source().place(problem.pointer()) + ": " + Failures.problem(problem)));
            throw new CommandException(
                    Failures.exitCode(refused.status()),
                    definition.source().place("") + ": job " + draft.key() + ": " + Failures.summary(refused),
                    details);
        }
    }

    private void show(List<Applied> applied) {
        Json items = Json.object()
                .put(
                        "items",
                        Json.array(applied.stream().map(ApplyCommand::document).toList()))
                .build();
        output.show(items, () -> text(applied));
    }

    private static String text(List<Applied> applied) {
        var text = new StringBuilder();
        for (Applied one : applied) {
            text.append("job ")
                    .append(one.job().key())
                    .append(' ')
                    .append(word(one))
                    .append('\n');
        }
        return text.toString();
    }

    private static Json document(Applied applied) {
        return Json.object()
                .put("namespace", applied.job().key().namespace().value())
                .put("name", applied.job().key().name().value())
                .put("version", applied.job().version())
                .put("outcome", word(applied))
                .build();
    }

    private static String word(Applied applied) {
        return applied.outcome().name().toLowerCase(Locale.ROOT);
    }
}
