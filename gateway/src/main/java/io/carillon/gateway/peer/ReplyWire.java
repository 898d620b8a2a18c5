package io.carillon.gateway.peer;

import static io.carillon.gateway.peer.Marshal.id;
import static io.carillon.gateway.peer.Marshal.instant;
import static io.carillon.gateway.peer.Marshal.key;
import static io.carillon.gateway.peer.Marshal.micros;
import static io.carillon.gateway.peer.Marshal.valid;

import io.carillon.engine.Progress;
import io.carillon.engine.Reply;
import io.carillon.model.AppName;
import io.carillon.model.JobId;
import io.carillon.model.Namespace;
import io.carillon.model.Problem;
import io.carillon.model.job.Declaration;
import io.carillon.model.job.Job;
import io.carillon.model.job.JobDocument;
import io.carillon.model.job.JobDraft;
import io.carillon.model.job.Resource;
import io.carillon.model.job.ResourceDocument;
import io.carillon.model.job.ResourceDraft;
import io.carillon.model.json.Json;
import io.carillon.model.run.Run;
import io.carillon.model.run.Tries;
import io.carillon.protocol.v1.Mistake;
import io.carillon.protocol.v1.node.NodeWire;
import java.util.Optional;

/** Replies on their way back. What is durable of a run is read by whoever asked. */
public final class ReplyWire {

    private final StoredRuns stored;

    /** @param stored where this node reads the runs that replies name */
    public ReplyWire(StoredRuns stored) {
        this.stored = stored;
    }

    public static NodeWire.Answered write(Reply reply) {
        var to = NodeWire.Answered.newBuilder();
        switch (reply) {
            case Reply.JobSaved(var job) -> to.setJobSaved(job(job));
            case Reply.JobDeleted(var job) -> to.setJobDeleted(key(job));
            case Reply.RunMade(var run) -> to.setRunMade(id(run.job().namespace(), run.id()));
            case Reply.RunRepeated(var run) -> to.setRunRepeated(id(run));
            case Reply.RunsMade(var runs) ->
                to.setRunsMade(NodeWire.RunIds.newBuilder().addAllIds(Marshal.ids(runs)));
            case Reply.RunDiscarded(var run) -> to.setRunDiscarded(id(run));
            case Reply.CancelTaken(var run) -> to.setCancelTaken(id(run));
            case Reply.CallbackTaken(var run) -> to.setCallbackTaken(id(run));
            case Reply.RunExplained explained -> to.setRunExplained(explained(explained));
            case Reply.ResourceSaved saved -> to.setResourceSaved(resource(saved));
            case Reply.ResourceDeleted(var resource) -> to.setResourceDeleted(key(resource));
            case Reply.AppDeclared(var app) ->
                to.setAppDeclared(NodeWire.App.newBuilder().setName(app.value()));
            case Reply.Refused refused -> to.setRefused(refusal(refused));
        }
        return to.build();
    }

    /**
     * The reply of a frame; empty if this node can't tell what it says, or the run that it names is gone.
     *
     * @throws IllegalArgumentException if it makes no sense to this node
     */
    public Optional<Reply> read(NodeWire.Answered from) {
        return switch (from.getReplyCase()) {
            case JOB_SAVED -> Optional.of(new Reply.JobSaved(job(from.getJobSaved())));
            case JOB_DELETED -> Optional.of(new Reply.JobDeleted(key(from.getJobDeleted())));
            case RUN_MADE -> run(from.getRunMade()).map(Reply.RunMade::new);
            case RUN_REPEATED -> Optional.of(new Reply.RunRepeated(id(from.getRunRepeated())));
            case RUNS_MADE ->
                Optional.of(new Reply.RunsMade(Marshal.runs(from.getRunsMade().getIdsList())));
            case RUN_DISCARDED -> Optional.of(new Reply.RunDiscarded(id(from.getRunDiscarded())));
            case CANCEL_TAKEN -> Optional.of(new Reply.CancelTaken(id(from.getCancelTaken())));
            case CALLBACK_TAKEN -> Optional.of(new Reply.CallbackTaken(id(from.getCallbackTaken())));
            case RUN_EXPLAINED -> explained(from.getRunExplained());
            case RESOURCE_SAVED -> Optional.of(resource(from.getResourceSaved()));
            case RESOURCE_DELETED -> Optional.of(new Reply.ResourceDeleted(key(from.getResourceDeleted())));
            case APP_DECLARED ->
                Optional.of(
                        new Reply.AppDeclared(new AppName(from.getAppDeclared().getName())));
            case REFUSED -> Optional.of(refusal(from.getRefused()));
            case REPLY_NOT_SET -> Optional.empty();
        };
    }

    private Optional<Run> run(NodeWire.RunId run) {
        return stored.run(new Namespace(run.getNamespace()), id(run));
    }

    private static NodeWire.Job job(Job job) {
        var to = NodeWire.Job.newBuilder()
                .setId(job.id().value())
                .setVersion(job.version())
                .setPaused(job.paused())
                .setUpdatedAtMicros(micros(job.updatedAt()))
                .setActiveFromMicros(micros(job.activeFrom()))
                .setDocumentJson(JobDocument.write(job).text());
        Declaration declared = job.declared();
        return (declared == null ? to : to.setDeclaredJson(declared.write().text())).build();
    }

    private static Job job(NodeWire.Job from) {
        JobDraft draft = valid(JobDocument.read(Json.parse(from.getDocumentJson())));
        return new Job(
                new JobId(from.getId()),
                draft.key(),
                from.getVersion(),
                draft.labels(),
                draft.spec(),
                from.getPaused(),
                instant(from.getUpdatedAtMicros()),
                instant(from.getActiveFromMicros()),
                from.hasDeclaredJson() ? valid(Declaration.read(Json.parse(from.getDeclaredJson()))) : null);
    }

    private static NodeWire.Resource resource(Reply.ResourceSaved saved) {
        Resource resource = saved.resource();
        return NodeWire.Resource.newBuilder()
                .setKind(resource.key().kind().title())
                .setVersion(resource.version())
                .setChangedAtMicros(micros(resource.changedAt()))
                .setDocumentJson(ResourceDocument.write(resource).text())
                .setCreated(saved.created())
                .build();
    }

    private static Reply resource(NodeWire.Resource from) {
        ResourceDraft draft =
                valid(ResourceDocument.read(Marshal.kind(from.getKind()), Json.parse(from.getDocumentJson())));
        var resource = new Resource(
                draft.key(), from.getVersion(), draft.labels(), draft.spec(), instant(from.getChangedAtMicros()));
        return new Reply.ResourceSaved(resource, from.getCreated());
    }

    private static NodeWire.Explained explained(Reply.RunExplained explained) {
        Run run = explained.run();
        var to = NodeWire.Explained.newBuilder()
                .setRun(id(run.job().namespace(), run.id()))
                .setHandOuts(run.tries().handOuts())
                .setDeclined(run.tries().declined())
                .setPostponed(run.tries().postponed())
                .setMapping(run.tries().mapping())
                .setSaved(run.tries().saved())
                .setState(StateWire.write(run.state()))
                .setObstacle(ObstacleWire.write(explained.waiting()));
        Progress progress = explained.progress();
        return (progress == null ? to : to.setProgress(progress(progress))).build();
    }

    private Optional<Reply> explained(NodeWire.Explained from) {
        return run(from.getRun()).map(stored -> {
            var tries = Tries.of(
                    from.getHandOuts(), from.getDeclined(), from.getPostponed(), from.getMapping(), from.getSaved());
            boolean ended = stored.state().status().isFinal();
            Run run = ended ? stored : stored.tried(tries, StateWire.read(from.getState(), stored.state()));
            return new Reply.RunExplained(
                    run,
                    ObstacleWire.read(from.getObstacle()),
                    from.hasProgress() ? progress(from.getProgress()) : null);
        });
    }

    private static NodeWire.HowFar progress(Progress progress) {
        return NodeWire.HowFar.newBuilder()
                .setDone(progress.done())
                .setTotal(progress.total())
                .setNote(progress.note())
                .setAtMicros(micros(progress.at()))
                .build();
    }

    private static Progress progress(NodeWire.HowFar from) {
        return new Progress(from.getDone(), from.getTotal(), from.getNote(), instant(from.getAtMicros()));
    }

    private static NodeWire.Refusal refusal(Reply.Refused refused) {
        var to = NodeWire.Refusal.newBuilder()
                .setKind(
                        switch (refused.kind()) {
                            case INVALID -> NodeWire.RefusalKind.REFUSAL_KIND_INVALID;
                            case NOT_FOUND -> NodeWire.RefusalKind.REFUSAL_KIND_NOT_FOUND;
                            case CONFLICT -> NodeWire.RefusalKind.REFUSAL_KIND_CONFLICT;
                            case PRECONDITION_FAILED -> NodeWire.RefusalKind.REFUSAL_KIND_PRECONDITION_FAILED;
                            case UNAVAILABLE -> NodeWire.RefusalKind.REFUSAL_KIND_UNAVAILABLE;
                        })
                .setCode(refused.code())
                .setMessage(refused.message());
        for (Problem problem : refused.problems()) {
            to.addProblems(Mistake.newBuilder()
                    .setPointer(problem.pointer())
                    .setCode(problem.code())
                    .setMessage(problem.message()));
        }
        return to.build();
    }

    private static Reply refusal(NodeWire.Refusal from) {
        Reply.Kind kind = switch (from.getKind()) {
            case REFUSAL_KIND_INVALID -> Reply.Kind.INVALID;
            case REFUSAL_KIND_NOT_FOUND -> Reply.Kind.NOT_FOUND;
            case REFUSAL_KIND_CONFLICT -> Reply.Kind.CONFLICT;
            case REFUSAL_KIND_PRECONDITION_FAILED -> Reply.Kind.PRECONDITION_FAILED;
            case REFUSAL_KIND_UNAVAILABLE, REFUSAL_KIND_UNSPECIFIED, UNRECOGNIZED -> Reply.Kind.UNAVAILABLE;
        };
        return new Reply.Refused(
                kind,
                from.getCode(),
                from.getMessage(),
                from.getProblemsList().stream()
                        .map(problem -> new Problem(problem.getPointer(), problem.getCode(), problem.getMessage()))
                        .toList());
    }
}
