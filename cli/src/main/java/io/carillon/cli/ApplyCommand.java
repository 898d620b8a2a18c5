package io.carillon.cli;

import io.carillon.client.Applied;
import io.carillon.client.AppliedResource;
import io.carillon.client.CarillonApiException;
import io.carillon.client.CarillonClient;
import io.carillon.client.document.SourceDocument;
import io.carillon.model.JobKey;
import io.carillon.model.Namespace;
import io.carillon.model.ResourceKey;
import io.carillon.model.job.JobDocument;
import io.carillon.model.job.JobDraft;
import io.carillon.model.job.ResourceDraft;
import io.carillon.model.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "apply",
        description = {
            "Make jobs, calendars and limits be as files define them:",
            "create, replace, or leave what is so already.",
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

    /** What became of one document. */
    private record Outcome(
            String key, String kind, Namespace namespace, String name, int version, Applied.Outcome what) {

        private String word() {
            return what.name().toLowerCase(Locale.ROOT);
        }
    }

    /** Resources go first: jobs name them. */
    @Override
    public Integer call() {
        Definitions.All read = definitions.all();
        var outcomes = new ArrayList<Outcome>();
        try {
            server.ask(client -> {
                read.resources().forEach(definition -> outcomes.add(applyResource(client, definition)));
                ApplyOrder.of(read.jobs()).forEach(definition -> outcomes.add(applyJob(client, definition)));
                return outcomes;
            });
        } finally {
            show(outcomes);
        }
        return ExitCode.OK;
    }

    private static Outcome applyJob(CarillonClient client, Definitions.Definition<JobDraft> definition) {
        JobKey key = definition.draft().key();
        Applied applied = told(
                definition.source(),
                "job " + key,
                () -> client.jobs(key.namespace()).apply(definition.draft()));
        return new Outcome(
                "job " + key,
                JobDocument.KIND,
                key.namespace(),
                key.name().value(),
                applied.job().version(),
                applied.outcome());
    }

    private static Outcome applyResource(CarillonClient client, Definitions.Definition<ResourceDraft> definition) {
        ResourceKey key = definition.draft().key();
        AppliedResource applied = told(
                definition.source(),
                key.toString(),
                () -> client.resources(key.kind(), key.namespace()).apply(definition.draft()));
        return new Outcome(
                key.toString(),
                key.kind().title(),
                key.namespace(),
                key.name().value(),
                applied.resource().version(),
                applied.outcome());
    }

    /** A refusal ends it, with the document's place: what comes later may depend on what was refused. */
    private static <T> T told(SourceDocument source, String what, Supplier<T> application) {
        try {
            return application.get();
        } catch (CarillonApiException refused) {
            if (Failures.exitCode(refused.status()) == ExitCode.AUTH) {
                throw refused;
            }
            var details = new ArrayList<String>();
            refused.errors()
                    .forEach(
                            problem -> details.add(source.place(problem.pointer()) + ": " + Failures.problem(problem)));
            throw new CommandException(
                    Failures.exitCode(refused.status()),
                    source.place("") + ": " + what + ": " + Failures.summary(refused),
                    details);
        }
    }

    private void show(List<Outcome> outcomes) {
        Json items = Json.object()
                .put(
                        "items",
                        Json.array(outcomes.stream().map(ApplyCommand::document).toList()))
                .build();
        output.show(items, () -> text(outcomes));
    }

    private static String text(List<Outcome> outcomes) {
        var text = new StringBuilder();
        outcomes.forEach(
                one -> text.append(one.key()).append(' ').append(one.word()).append('\n'));
        return text.toString();
    }

    private static Json document(Outcome outcome) {
        return Json.object()
                .put("kind", outcome.kind())
                .put("namespace", outcome.namespace().value())
                .put("name", outcome.name())
                .put("version", outcome.version())
                .put("outcome", outcome.word())
                .build();
    }
}
