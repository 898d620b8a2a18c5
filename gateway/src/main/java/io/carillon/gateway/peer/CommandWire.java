package io.carillon.gateway.peer;

import static io.carillon.gateway.peer.Marshal.id;
import static io.carillon.gateway.peer.Marshal.instant;
import static io.carillon.gateway.peer.Marshal.key;
import static io.carillon.gateway.peer.Marshal.micros;
import static io.carillon.gateway.peer.Marshal.object;
import static io.carillon.gateway.peer.Marshal.valid;

import io.carillon.engine.Command;
import io.carillon.model.AppName;
import io.carillon.model.JobKey;
import io.carillon.model.Namespace;
import io.carillon.model.WorkerId;
import io.carillon.model.job.Declaration;
import io.carillon.model.job.JobDocument;
import io.carillon.model.job.JobDraft;
import io.carillon.model.job.Priority;
import io.carillon.model.job.ResourceDocument;
import io.carillon.model.job.ResourceDraft;
import io.carillon.model.json.Json;
import io.carillon.model.run.Run;
import io.carillon.protocol.v1.node.NodeWire;
import java.util.List;
import java.util.Optional;

/** Commands as they travel from one node to another: definitions as their documents, and runs by their ids. */
public final class CommandWire {

    private final StoredRuns stored;

    /** @param stored where this node reads the runs that commands name */
    public CommandWire(StoredRuns stored) {
        this.stored = stored;
    }

    /** The frame of a command; one whose keys were looked up says so, and is looked up again where it arrives. */
    public static NodeWire.Asked write(Command command) {
        var to = NodeWire.Asked.newBuilder();
        write(command, to);
        return to.build();
    }

    private static void write(Command command, NodeWire.Asked.Builder to) {
        switch (command) {
            case Command.CreateJob(var draft) -> to.setCreateJob(document(draft));
            case Command.ReplaceJob replace -> to.setReplaceJob(replacement(replace));
            case Command.DeclareJob declare -> to.setDeclareJob(declaration(declare));
            case Command.DeleteJob delete -> to.setDeleteJob(deletion(delete));
            case Command.PauseJob(var job) -> to.setPauseJob(key(job));
            case Command.ResumeJob(var job) -> to.setResumeJob(key(job));
            case Command.TriggerJob trigger ->
                to.setTriggerJob(
                        NodeWire.Trigger.newBuilder().setJob(key(trigger.key())).setWish(wish(trigger)));
            case Command.TriggerBatch batch -> to.setTriggerBatch(batch(batch));
            case Command.RerunRun rerun -> to.setRerunRun(repetition(rerun));
            case Command.LookedUp looked -> {
                write(looked.asked(), to);
                to.setKeyed(true);
            }
            case Command.DiscardRun(var run) -> to.setDiscardRun(id(run));
            case Command.CancelRun(var run) -> to.setCancelRun(id(run.job().namespace(), run.id()));
            case Command.CallBack call -> {
                var said =
                        NodeWire.CallBack.newBuilder().setBegunBy(call.begunBy().value());
                ReportWire.write(call.how(), said);
                to.setCallBack(said);
            }
            case Command.ExplainRun(var run) -> to.setExplainRun(id(run));
            case Command.PutResource put -> to.setPutResource(put(put));
            case Command.DeleteResource delete -> to.setDeleteResource(deletion(delete));
            case Command.DeclareApp(var app) ->
                to.setDeclareApp(NodeWire.App.newBuilder().setName(app.value()));
        }
    }

    /**
     * The command of a frame; empty if a run that it names is not there.
     *
     * @throws IllegalArgumentException if it makes no sense to this node
     */
    public Optional<Command> read(NodeWire.Asked from) {
        return switch (from.getCommandCase()) {
            case CREATE_JOB ->
                Optional.of(new Command.CreateJob(draft(from.getCreateJob().getDocumentJson())));
            case REPLACE_JOB -> Optional.of(replacement(from.getReplaceJob()));
            case DECLARE_JOB -> Optional.of(declaration(from.getDeclareJob()));
            case DELETE_JOB -> Optional.of(deletion(from.getDeleteJob()));
            case PAUSE_JOB -> Optional.of(new Command.PauseJob(key(from.getPauseJob())));
            case RESUME_JOB -> Optional.of(new Command.ResumeJob(key(from.getResumeJob())));
            case TRIGGER_JOB ->
                Optional.of(trigger(
                        key(from.getTriggerJob().getJob()), from.getTriggerJob().getWish()));
            case TRIGGER_BATCH -> Optional.of(batch(from.getTriggerBatch()));
            case RERUN_RUN -> repetition(from.getRerunRun());
            case DISCARD_RUN -> Optional.of(new Command.DiscardRun(id(from.getDiscardRun())));
            case CANCEL_RUN -> run(from.getCancelRun()).map(Command.CancelRun::new);
            case CALL_BACK ->
                Optional.of(new Command.CallBack(
                        ReportWire.read(from.getCallBack()),
                        new WorkerId(from.getCallBack().getBegunBy())));
            case EXPLAIN_RUN -> Optional.of(new Command.ExplainRun(id(from.getExplainRun())));
            case PUT_RESOURCE -> Optional.of(put(from.getPutResource()));
            case DELETE_RESOURCE -> Optional.of(deletion(from.getDeleteResource()));
            case DECLARE_APP ->
                Optional.of(
                        new Command.DeclareApp(new AppName(from.getDeclareApp().getName())));
            case COMMAND_NOT_SET -> throw new IllegalArgumentException("this node does not know the command");
        };
    }

    private Optional<Run> run(NodeWire.RunId run) {
        return stored.run(new Namespace(run.getNamespace()), id(run));
    }

    private static NodeWire.JobDraft document(JobDraft draft) {
        return NodeWire.JobDraft.newBuilder().setDocumentJson(text(draft)).build();
    }

    private static String text(JobDraft draft) {
        return JobDocument.write(draft.key(), draft.labels(), draft.spec()).text();
    }

    private static JobDraft draft(String json) {
        return valid(JobDocument.read(Json.parse(json)));
    }

    private static NodeWire.JobReplacement replacement(Command.ReplaceJob replace) {
        var to = NodeWire.JobReplacement.newBuilder().setDocumentJson(text(replace.draft()));
        return (replace.ifVersion() == null ? to : to.setIfVersion(replace.ifVersion())).build();
    }

    private static Command replacement(NodeWire.JobReplacement from) {
        return new Command.ReplaceJob(draft(from.getDocumentJson()), from.hasIfVersion() ? from.getIfVersion() : null);
    }

    private static NodeWire.JobDeclaration declaration(Command.DeclareJob declare) {
        return NodeWire.JobDeclaration.newBuilder()
                .setDocumentJson(text(declare.draft()))
                .setSaidJson(declare.said().write().text())
                .setIfVersion(declare.ifVersion())
                .build();
    }

    private static Command declaration(NodeWire.JobDeclaration from) {
        Declaration said = valid(Declaration.read(Json.parse(from.getSaidJson())));
        return new Command.DeclareJob(draft(from.getDocumentJson()), said, from.getIfVersion());
    }

    private static NodeWire.JobDeletion deletion(Command.DeleteJob delete) {
        var to = NodeWire.JobDeletion.newBuilder().setJob(key(delete.key()));
        return (delete.ifVersion() == null ? to : to.setIfVersion(delete.ifVersion())).build();
    }

    private static Command deletion(NodeWire.JobDeletion from) {
        return new Command.DeleteJob(key(from.getJob()), from.hasIfVersion() ? from.getIfVersion() : null);
    }

    private static NodeWire.Wish wish(Command.TriggerJob trigger) {
        var to = NodeWire.Wish.newBuilder().setParamsJson(params(trigger.params()));
        if (trigger.at() != null) {
            to.setAtMicros(micros(trigger.at()));
        }
        if (trigger.runKey() != null) {
            to.setKey(trigger.runKey());
        }
        if (trigger.priority() != null) {
            to.setPriority(trigger.priority().level());
        }
        return to.build();
    }

    private static Command.TriggerJob trigger(JobKey job, NodeWire.Wish from) {
        return new Command.TriggerJob(
                job,
                object(from.getParamsJson()),
                from.hasAtMicros() ? instant(from.getAtMicros()) : null,
                from.hasKey() ? from.getKey() : null,
                from.hasPriority() ? new Priority(from.getPriority()) : null);
    }

    private static NodeWire.Batch batch(Command.TriggerBatch batch) {
        return NodeWire.Batch.newBuilder()
                .setJob(key(batch.key()))
                .addAllRuns(batch.runs().stream().map(CommandWire::wish).toList())
                .build();
    }

    private static Command batch(NodeWire.Batch from) {
        JobKey job = key(from.getJob());
        List<Command.TriggerJob> runs =
                from.getRunsList().stream().map(wish -> trigger(job, wish)).toList();
        return new Command.TriggerBatch(job, runs);
    }

    private static NodeWire.RunRepetition repetition(Command.RerunRun rerun) {
        var asked = new Command.TriggerJob(rerun.of().job(), rerun.params(), rerun.at(), rerun.key(), rerun.priority());
        return NodeWire.RunRepetition.newBuilder()
                .setOf(id(rerun.of().job().namespace(), rerun.of().id()))
                .setWish(wish(asked))
                .build();
    }

    private Optional<Command> repetition(NodeWire.RunRepetition from) {
        return run(from.getOf()).map(of -> {
            Command.TriggerJob asked = trigger(of.job(), from.getWish());
            return new Command.RerunRun(of, asked.params(), asked.at(), asked.runKey(), asked.priority());
        });
    }

    private static NodeWire.ResourcePut put(Command.PutResource put) {
        var to = NodeWire.ResourcePut.newBuilder()
                .setKind(put.draft().key().kind().title())
                .setDocumentJson(ResourceDocument.write(put.draft()).text());
        return (put.ifVersion() == null ? to : to.setIfVersion(put.ifVersion())).build();
    }

    private static Command put(NodeWire.ResourcePut from) {
        ResourceDraft draft =
                valid(ResourceDocument.read(Marshal.kind(from.getKind()), Json.parse(from.getDocumentJson())));
        return new Command.PutResource(draft, from.hasIfVersion() ? from.getIfVersion() : null);
    }

    private static NodeWire.ResourceDeletion deletion(Command.DeleteResource delete) {
        var to = NodeWire.ResourceDeletion.newBuilder().setResource(key(delete.key()));
        return (delete.ifVersion() == null ? to : to.setIfVersion(delete.ifVersion())).build();
    }

    private static Command deletion(NodeWire.ResourceDeletion from) {
        return new Command.DeleteResource(key(from.getResource()), from.hasIfVersion() ? from.getIfVersion() : null);
    }

    private static String params(Json.Obj params) {
        return params.members().isEmpty() ? "" : params.text();
    }
}
