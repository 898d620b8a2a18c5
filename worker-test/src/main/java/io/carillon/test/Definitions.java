package io.carillon.test;

import io.carillon.client.document.DocumentFiles;
import io.carillon.client.document.SourceDocument;
import io.carillon.engine.Command;
import io.carillon.engine.Reply;
import io.carillon.model.Problem;
import io.carillon.model.ResourceKind;
import io.carillon.model.job.JobDocument;
import io.carillon.model.job.JobDraft;
import io.carillon.model.job.Reading;
import io.carillon.model.job.ResourceDocument;
import io.carillon.model.json.Json;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** Reads the documents of a test and has the node do as they say. */
final class Definitions {

    private final World world;
    private final Consumer<JobDraft> beforeEachJob;

    Definitions(World world, Consumer<JobDraft> beforeEachJob) {
        this.world = world;
        this.beforeEachJob = beforeEachJob;
    }

    void apply(List<SourceDocument> documents) {
        documents.forEach(this::apply);
    }

    void apply(String text) {
        apply(DocumentFiles.parse("document", text));
    }

    private void apply(SourceDocument source) {
        Optional<ResourceKind> resource = kind(source.value()).flatMap(ResourceKind::titled);
        if (resource.isPresent()) {
            var draft = sound(source, ResourceDocument.read(resource.get(), source.value()));
            done(source, world.node().ask(new Command.PutResource(draft, null)));
        } else {
            JobDraft draft = sound(source, JobDocument.read(source.value()));
            beforeEachJob.accept(draft);
            done(
                    source,
                    world.node().ask(new Command.DeclareApp(draft.spec().task().app())));
            boolean known = world.store().catalog().job(draft.key()).isPresent();
            done(source, world.node().ask(known ? new Command.ReplaceJob(draft, null) : new Command.CreateJob(draft)));
        }
    }

    /** A document that does not say what it is about is about a job. */
    private static Optional<String> kind(Json document) {
        return document instanceof Json.Obj object && object.get("kind").orElse(null) instanceof Json.Str kind
                ? Optional.of(kind.value())
                : Optional.empty();
    }

    private static <D> D sound(SourceDocument source, Reading<D> reading) {
        return switch (reading) {
            case Reading.Valid<D>(D draft) -> draft;
            case Reading.Invalid<D>(var problems) -> throw new IllegalArgumentException(told(source, problems));
        };
    }

    private static void done(SourceDocument source, Reply reply) {
        if (reply instanceof Reply.Refused refused) {
            throw refused.problems().isEmpty()
                    ? Refusals.of(refused)
                    : new IllegalArgumentException(told(source, refused.problems()));
        }
    }

    private static String told(SourceDocument source, List<Problem> problems) {
        return problems.stream()
                .map(problem -> source.place(problem.pointer()) + ": " + problem.pointer() + ": " + problem.message())
                .collect(Collectors.joining("\n"));
    }
}
