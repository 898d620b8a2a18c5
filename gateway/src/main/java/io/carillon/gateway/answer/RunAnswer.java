package io.carillon.gateway.answer;

import io.carillon.engine.Archive;
import io.carillon.engine.FailedAttempt;
import io.carillon.engine.Progress;
import io.carillon.model.NodeId;
import io.carillon.model.RunId;
import io.carillon.model.job.CamelCase;
import io.carillon.model.json.Json;
import io.carillon.model.run.Attempt;
import io.carillon.model.run.Cause;
import io.carillon.model.run.Run;
import io.carillon.model.run.RunError;
import io.carillon.model.run.RunState;
import io.carillon.model.run.Sequel;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A run as the API shows it, and as the archive keeps it. */
public final class RunAnswer {

    private RunAnswer() {}

    /** A run with what is stored beside it; no node answers for it any more. */
    public static Json.Obj archived(Archive.Entry entry) {
        var kept = new Kept(entry.attempts(), entry.shards(), false, null);
        return detailed(entry.run(), null, kept, WhyAnswer.Background.NONE);
    }

    /** An attempt that stands by itself, with the run that it is of. */
    public static Json.Obj archived(RunId run, FailedAttempt failed) {
        return attempt(Json.object().put("run", run.toString()), failed);
    }

    /**
     * A run as it is stored.
     *
     * @param node who answers for it
     */
    public static Json.Obj document(Run run, NodeId node) {
        return document(run, node, WhyAnswer.Background.NONE);
    }

    /**
     * What belongs to a run and stands beside it.
     *
     * @param attempts those that failed
     * @param shards its parts, if it was split
     * @param moreShards whether there are others
     * @param progress how far its attempt says that it is; null if nobody has said so
     */
    record Kept(
            List<FailedAttempt> attempts,
            List<Run> shards,
            boolean moreShards,
            @Nullable Progress progress) {}

    /** With what is stored beside it, and with all that is known of why. */
    static Json.Obj detailed(Run run, @Nullable NodeId node, Kept kept, WhyAnswer.Background background) {
        Map<String, Json> members =
                new LinkedHashMap<>(document(run, node, background).members());
        if (kept.progress() != null) {
            members.put("progress", progress(kept.progress()));
        }
        members.put(
                "attempts",
                Json.array(kept.attempts().stream()
                        .map(failed -> attempt(Json.object(), failed))
                        .toList()));
        if (!kept.shards().isEmpty()) {
            members.put(
                    "shards",
                    Json.array(kept.shards().stream().map(RunAnswer::shard).toList()));
        }
        if (kept.moreShards()) {
            members.put("moreShards", Json.of(true));
        }
        return new Json.Obj(members);
    }

    private static Json.Obj document(Run run, @Nullable NodeId node, WhyAnswer.Background background) {
        RunState state = run.state();
        var out = Json.object()
                .put("id", run.id().toString())
                .put("namespace", run.job().namespace().value())
                .put("job", run.job().name().value())
                .put("jobVersion", run.jobVersion())
                .put("state", state.status().name());
        put(out, "reason", reason(state));
        put(out, "note", state instanceof RunState.Skipped skipped ? note(skipped) : null);
        out.put("scheduledAt", run.scheduledAt().toString())
                .put("dueAt", run.dueAt().toString());
        put(out, "startedAt", text(startedAt(state)));
        put(
                out,
                "finishedAt",
                state instanceof RunState.Final end ? end.finishedAt().toString() : null);
        out.put("attempt", run.handOuts());
        Attempt attempt = attemptOf(state);
        put(out, "worker", attempt == null ? null : attempt.worker().value());
        put(out, "node", node == null ? null : node.value());
        out.put("priority", run.priority().level()).put("params", run.params());
        if (state instanceof RunState.Succeeded done && done.result() != null) {
            out.put("result", done.result());
        }
        RunError error = errorOf(state);
        if (error != null) {
            out.put("error", error(error));
        }
        kin(run, out);
        return out.put("why", WhyAnswer.of(run, attempt, background)).build();
    }

    /** A part of a run, in short. */
    private static Json shard(Run part) {
        RunState state = part.state();
        var out = Json.object()
                .put("index", part.cause() instanceof Cause.Shard shard ? shard.index() : 0)
                .put("id", part.id().toString())
                .put("state", state.status().name())
                .put("attempt", part.handOuts());
        Attempt attempt = attemptOf(state);
        put(out, "worker", attempt == null ? null : attempt.worker().value());
        put(out, "startedAt", text(startedAt(state)));
        put(
                out,
                "finishedAt",
                state instanceof RunState.Final end ? end.finishedAt().toString() : null);
        RunError error = errorOf(state);
        if (error != null) {
            out.put(
                    "error",
                    Json.object()
                            .put("code", error.code())
                            .put("message", error.message())
                            .build());
        }
        return out.build();
    }

    /** The run that it is a part of, those that it comes after and those that come after it, and whether it is a dead letter. */
    private static void kin(Run run, Json.ObjectBuilder out) {
        Sequel sequel = run.sequel();
        if (run.cause() instanceof Cause.Shard shard) {
            out.put("shardOf", shard.of().toString())
                    .put("shardIndex", shard.index())
                    .put("shardTotal", shard.total());
        }
        if (run.gathers()) {
            out.put("gathers", true);
        }
        if (sequel.dead() != null) {
            out.put("dead", true).put("deadReason", CamelCase.of(sequel.dead()));
        }
        put(out, "compensationOf", run.cause() instanceof Cause.Compensation made ? text(made.of()) : null);
        put(out, "compensatedBy", text(sequel.compensatedBy()));
        put(out, "rerunOf", run.cause() instanceof Cause.Rerun again ? text(again.of()) : null);
        put(out, "rerunBy", text(sequel.rerunBy()));
        put(out, "discardedAt", text(sequel.discardedAt()));
    }

    private static @Nullable String reason(RunState state) {
        return switch (state) {
            case RunState.Skipped skipped -> CamelCase.of(skipped.reason());
            case RunState.Stopping stopping -> CamelCase.of(stopping.cause());
            case RunState.Unwinding unwinding -> CamelCase.of(unwinding.cause());
            case RunState.Failed failed -> failed.error().code();
            case RunState.Waiting waiting -> waiting.lastError() == null ? null : again(waiting.lastError());
            case RunState.Recovering _ -> "recovery";
            case RunState.Awaiting _ -> "awaitingCallback";
            case RunState.Pending _,
                    RunState.Sent _,
                    RunState.Working _,
                    RunState.Split _,
                    RunState.Succeeded _,
                    RunState.Cancelled _ -> null;
        };
    }

    /** What its task said about that. */
    private static @Nullable String note(RunState.Skipped skipped) {
        return skipped.waiver() == null || skipped.waiver().reason().isEmpty()
                ? null
                : skipped.waiver().reason();
    }

    private static String again(RunError last) {
        return last.code().equals(RunError.POSTPONED) ? "postponed" : "retry";
    }

    /** The attempt that a state is about, if it is about one. */
    public static @Nullable Attempt attemptOf(RunState state) {
        return switch (state) {
            case RunState.Sent sent -> sent.attempt();
            case RunState.OnWorker running -> running.attempt();
            case RunState.Awaiting awaiting -> awaiting.attempt();
            case RunState.Recovering recovering -> recovering.last();
            case RunState.Succeeded done -> done.attempt();
            case RunState.Failed failed -> failed.attempt();
            case RunState.Cancelled cancelled -> cancelled.attempt();
            case RunState.Skipped skipped ->
                skipped.waiver() == null ? null : skipped.waiver().attempt();
            case RunState.Pending _, RunState.Waiting _, RunState.InParts _ -> null;
        };
    }

    private static @Nullable Instant startedAt(RunState state) {
        return switch (state) {
            case RunState.Running running -> running.startedAt();
            case RunState.Succeeded done -> done.startedAt();
            case RunState.Failed failed -> failed.startedAt();
            case RunState.Cancelled cancelled -> cancelled.startedAt();
            case RunState.Skipped skipped ->
                skipped.waiver() == null ? null : skipped.waiver().startedAt();
            case RunState.Pending _, RunState.Scheduled _ -> null;
        };
    }

    private static @Nullable RunError errorOf(RunState state) {
        return switch (state) {
            case RunState.Failed failed -> failed.error();
            case RunState.Waiting waiting -> waiting.lastError();
            case RunState.Pending _,
                    RunState.Recovering _,
                    RunState.Sent _,
                    RunState.Running _,
                    RunState.Succeeded _,
                    RunState.Cancelled _,
                    RunState.Skipped _ -> null;
        };
    }

    private static Json.Obj attempt(Json.ObjectBuilder out, FailedAttempt failed) {
        Attempt attempt = failed.attempt();
        out.put("attempt", attempt.token().attempt())
                .put("epoch", attempt.token().epoch().number())
                .put("worker", attempt.worker().value())
                .put("handedOutAt", attempt.handedOutAt().toString())
                .put("endedAt", failed.endedAt().toString())
                .put("error", error(failed.error()));
        if (attempt.choice() != null) {
            out.put("chosen", WhyAnswer.choice(attempt.choice()));
        }
        return out.build();
    }

    private static Json progress(Progress progress) {
        var out = Json.object().put("done", progress.done());
        if (progress.total() > 0) {
            out.put("total", progress.total());
        }
        put(out, "note", progress.note().isEmpty() ? null : progress.note());
        return out.put("at", progress.at().toString()).build();
    }

    private static Json error(RunError error) {
        var out = Json.object().put("code", error.code()).put("message", error.message());
        put(out, "detail", error.detail().isEmpty() ? null : error.detail());
        return out.build();
    }

    private static @Nullable String text(@Nullable Object value) {
        return value == null ? null : value.toString();
    }

    private static void put(Json.ObjectBuilder out, String name, @Nullable String value) {
        if (value != null) {
            out.put(name, value);
        }
    }
}
