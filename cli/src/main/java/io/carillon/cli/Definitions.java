package io.carillon.cli;

import io.carillon.client.document.DocumentFiles;
import io.carillon.client.document.SourceDocument;
import io.carillon.model.Namespace;
import io.carillon.model.Problem;
import io.carillon.model.ResourceKind;
import io.carillon.model.job.JobDocument;
import io.carillon.model.job.JobDraft;
import io.carillon.model.job.Reading;
import io.carillon.model.job.ResourceDocument;
import io.carillon.model.job.ResourceDraft;
import io.carillon.model.job.Suggestions;
import io.carillon.model.json.Json;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What a user's files define. All of it is read before anything is sent, and every mistake is told. */
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

    /** What is defined and the document that defines it. */
    record Definition<D>(SourceDocument source, D draft) {}

    /** The definitions of all kinds: resources in an order in which none comes before those that it is made of. */
    record All(List<Definition<ResourceDraft>> resources, List<Definition<JobDraft>> jobs) {}

    /** The jobs; whatever else the files define is a mistake. */
    List<Definition<JobDraft>> jobs() {
        var reading = new Pass();
        documents().forEach(reading::job);
        return reading.sound().jobs();
    }

    All all() {
        var reading = new Pass();
        for (SourceDocument source : documents()) {
            String kind = kind(source.value());
            Optional<ResourceKind> resource = ResourceKind.titled(kind);
            if (resource.isPresent()) {
                reading.resource(resource.get(), source);
            } else if (kind.equals(JobDocument.KIND)) {
                reading.job(source);
            } else {
                reading.mistake(source, new Problem("/kind", "invalid-value", unknown(kind)));
            }
        }
        return reading.sound();
    }

    private List<SourceDocument> documents() {
        return new DocumentFiles(terminal.directory(), terminal.in()).read(files);
    }

    /** A document that does not say what it is about is about a job. */
    private static String kind(Json document) {
        return document instanceof Json.Obj object && object.get("kind").orElse(null) instanceof Json.Str kind
                ? kind.value()
                : JobDocument.KIND;
    }

    private static String unknown(String kind) {
        var known = new ArrayList<>(List.of(JobDocument.KIND));
        known.addAll(ResourceKind.titles());
        return "unknown kind '" + kind + "'"
                + Suggestions.nearest(kind, known)
                        .map(near -> "; did you mean '" + near + "'?")
                        .orElse("; known: " + String.join(", ", known));
    }

    /** A document that was shown may be applied: how the thing stood is no part of what it shall be. */
    private static Json withoutStatus(Json document) {
        if (!(document instanceof Json.Obj object)) {
            return document;
        }
        Map<String, Json> members = new LinkedHashMap<>(object.members());
        members.remove("status");
        return new Json.Obj(members);
    }

    /** One reading of all documents: what was sound, and what was not. */
    private final class Pass {

        private final List<Definition<JobDraft>> jobs = new ArrayList<>();
        private final List<Definition<ResourceDraft>> resources = new ArrayList<>();
        private final List<String> mistakes = new ArrayList<>();
        private final Map<String, SourceDocument> seen = new HashMap<>();

        private void job(SourceDocument source) {
            Json document = withoutStatus(source.value());
            Optional<Namespace> given = namespace.given();
            keep(
                    source,
                    given.isPresent() ? JobDocument.read(document, given.get()) : JobDocument.read(document),
                    jobs,
                    draft -> "job " + draft.key());
        }

        private void resource(ResourceKind kind, SourceDocument source) {
            Json document = withoutStatus(source.value());
            Optional<Namespace> given = namespace.given();
            keep(
                    source,
                    given.isPresent()
                            ? ResourceDocument.read(kind, document, given.get())
                            : ResourceDocument.read(kind, document),
                    resources,
                    draft -> draft.key().toString());
        }

        private <D> void keep(
                SourceDocument source, Reading<D> reading, List<Definition<D>> kept, Function<D, String> name) {
            switch (reading) {
                case Reading.Valid<D>(D draft) -> {
                    kept.add(new Definition<>(source, draft));
                    twice(name.apply(draft), source, seen.put(name.apply(draft), source));
                }
                case Reading.Invalid<D>(var problems) -> problems.forEach(problem -> mistake(source, problem));
            }
        }

        private void mistake(SourceDocument source, Problem problem) {
            mistakes.add(source.place(problem.pointer()) + ": " + Failures.problem(problem));
        }

        private void twice(String name, SourceDocument source, @Nullable SourceDocument before) {
            if (before != null) {
                mistakes.add(source.place("") + ": " + name + " is defined in " + before.place("") + " already");
            }
        }

        private All sound() {
            if (!mistakes.isEmpty()) {
                throw new CommandException(ExitCode.FAILED, "nothing was sent, because of this:", mistakes);
            }
            return new All(ResourceOrder.of(resources), List.copyOf(jobs));
        }
    }
}
