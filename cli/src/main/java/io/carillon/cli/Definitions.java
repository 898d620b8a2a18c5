package io.carillon.cli;

import io.carillon.cli.document.DocumentFiles;
import io.carillon.cli.document.SourceDocument;
import io.carillon.model.JobKey;
import io.carillon.model.Namespace;
import io.carillon.model.job.JobDocument;
import io.carillon.model.job.JobDraft;
import io.carillon.model.job.Reading;
import io.carillon.model.json.Json;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The jobs that a user's files define. All of them are read before anything is sent, and every mistake is told. */
final class Definitions {

    private final Terminal terminal;

    @Mixin
    private final NamespaceOption namespace = new NamespaceOption();

    @Option(
            names = {"-f", "--file"},
            required = true,
            paramLabel = "FILE|DIR",
            description = "YAML or JSON; a directory with all that is below it; - for the input")
    private List<String> files = List.of();

    Definitions(Terminal terminal) {
        this.terminal = terminal;
    }

    /** A job and the document that defines it. */
    record Definition(SourceDocument source, JobDraft draft) {}

    List<Definition> read() {
        var definitions = new ArrayList<Definition>();
        var mistakes = new ArrayList<String>();
        var seen = new HashMap<JobKey, SourceDocument>();
        for (SourceDocument source : new DocumentFiles(terminal.directory(), terminal.in()).read(files)) {
            switch (read(source)) {
                case Reading.Valid(JobDraft draft) -> {
                    definitions.add(new Definition(source, draft));
                    mistakes.addAll(twice(draft.key(), source, seen.put(draft.key(), source)));
                }
                case Reading.Invalid<JobDraft>(var problems) ->
                    problems.forEach(problem ->
                            mistakes.add(source.place(problem.pointer()) + ": " + Failures.problem(problem)));
            }
        }
        if (!mistakes.isEmpty()) {
            throw new CommandException(ExitCode.FAILED, "nothing was sent, because of this:", mistakes);
        }
        return definitions;
    }

    private Reading<JobDraft> read(SourceDocument source) {
        Json document = withoutStatus(source.value());
        Optional<Namespace> given = namespace.given();
        return given.isPresent() ? JobDocument.read(document, given.get()) : JobDocument.read(document);
    }

    /** A document that was shown may be applied: how the job stood is no part of what it shall be. */
    private static Json withoutStatus(Json document) {
        if (!(document instanceof Json.Obj object)) {
            return document;
        }
        Map<String, Json> members = new LinkedHashMap<>(object.members());
        members.remove("status");
        return new Json.Obj(members);
    }

    private static List<String> twice(JobKey key, SourceDocument source, @Nullable SourceDocument before) {
        return before == null
                ? List.of()
                : List.of(source.place("") + ": job " + key + " is defined in " + before.place("") + " already");
    }
}
