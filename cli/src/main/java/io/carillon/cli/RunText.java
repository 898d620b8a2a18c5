package io.carillon.cli;

import io.carillon.cli.output.Facts;
import io.carillon.cli.output.PlainText;
import io.carillon.cli.output.Table;
import io.carillon.cli.output.YamlWriter;
import io.carillon.client.AttemptView;
import io.carillon.client.RunErrorView;
import io.carillon.client.RunView;
import io.carillon.client.ShardView;
import io.carillon.model.Durations;
import io.carillon.model.json.Json;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Runs in words and columns. */
final class RunText {

    private RunText() {}

    static Table table(List<RunView> runs) {
        var table = new Table("RUN", "JOB", "STATE", "REASON", "SCHEDULED", "TOOK", "ATTEMPT", "WORKER");
        for (RunView run : runs) {
            table.row(
                    run.id(),
                    run.job().name(),
                    run.state(),
                    run.reason(),
                    run.times().scheduledAt(),
                    took(run.times()),
                    run.attempt(),
                    run.where().worker());
        }
        return table;
    }

    static Table deadLetters(List<RunView> runs) {
        var table = new Table("RUN", "JOB", "ERROR", "DEAD BECAUSE", "SCHEDULED", "ATTEMPT", "WORKER");
        for (RunView run : runs) {
            table.row(
                    run.id(),
                    run.job().name(),
                    run.reason(),
                    member(run, "deadReason"),
                    run.times().scheduledAt(),
                    run.attempt(),
                    run.where().worker());
        }
        return table;
    }

    private static @Nullable String member(RunView run, String name) {
        return run.document().get(name).orElse(null) instanceof Json.Str text ? text.value() : null;
    }

    static String facts(RunView run, int width) {
        var text = new StringBuilder(new Facts()
                .fact("Run", run.id())
                .fact("Job", run.job() + " version " + run.jobVersion())
                .fact("State", run.state())
                .fact("Reason", run.reason())
                .fact("Note", member(run, "note"))
                .fact("Progress", run.progress())
                .fact("Why", run.why())
                .fact("Scheduled", run.times().scheduledAt())
                .fact("Due", run.times().dueAt())
                .fact("Started", run.times().startedAt())
                .fact("Finished", run.times().finishedAt())
                .fact("Took", took(run.times()))
                .fact("Attempts", run.attempt())
                .fact("Worker", run.where().worker())
                .fact("Node", run.where().node())
                .fact("Dead letter", member(run, "deadReason"))
                .fact("Makes up for", member(run, "compensationOf"))
                .fact("Made up for by", member(run, "compensatedBy"))
                .fact("Shard", shard(run))
                .fact("Rerun of", member(run, "rerunOf"))
                .fact("Rerun by", member(run, "rerunBy"))
                .fact("Discarded", member(run, "discardedAt"))
                .text());
        error(text, run.error());
        for (String part : List.of("params", "result", "why")) {
            part(text, part, run.document());
        }
        List<ShardView> shards = run.shards();
        if (!shards.isEmpty()) {
            text.append("\nShards\n").append(shards(shards).text(width));
            text.append(run.hasMoreShards() ? "Others: carillon run list --shard-of " + run.id() + "\n" : "");
        }
        if (!run.attempts().isEmpty()) {
            text.append("\nAttempts that failed\n")
                    .append(attempts(run.attempts()).text(width));
        }
        return text.toString();
    }

    private static void error(StringBuilder text, @Nullable RunErrorView error) {
        if (error == null) {
            return;
        }
        text.append("\nError ")
                .append(PlainText.line(error.code() + ": " + error.message()))
                .append('\n');
        if (error.detail() != null) {
            text.append(PlainText.lines(error.detail()).indent(2));
        }
    }

    private static void part(StringBuilder text, String name, Json.Obj run) {
        Json value = run.get(name).orElse(Json.Obj.EMPTY);
        if (!(value instanceof Json.Obj object && object.isEmpty())) {
            text.append('\n')
                    .append(YamlWriter.write(Json.object().put(name, value).build()));
        }
    }

    private static @Nullable String shard(RunView run) {
        String of = member(run, "shardOf");
        return of == null
                ? null
                : run.document().get("shardIndex").map(Json::text).orElse("?") + " of "
                        + run.document().get("shardTotal").map(Json::text).orElse("?") + " of run " + of;
    }

    private static Table shards(List<ShardView> shards) {
        var table = new Table("SHARD", "RUN", "STATE", "ATTEMPT", "WORKER", "STARTED", "FINISHED", "ERROR");
        for (ShardView shard : shards) {
            RunErrorView error = shard.error();
            table.row(
                    shard.index(),
                    shard.id(),
                    shard.state(),
                    shard.attempt(),
                    shard.worker(),
                    shard.startedAt(),
                    shard.finishedAt(),
                    error == null ? null : error.code() + ": " + error.message());
        }
        return table;
    }

    private static Table attempts(List<AttemptView> attempts) {
        var table = new Table("ATTEMPT", "EPOCH", "WORKER", "CHOSEN", "HANDED OUT", "ENDED", "ERROR");
        for (AttemptView attempt : attempts) {
            RunErrorView error = attempt.error();
            table.row(
                    attempt.attempt(),
                    attempt.epoch().number(),
                    attempt.worker(),
                    attempt.chosen() == null ? null : attempt.chosen().toString(),
                    attempt.handedOutAt(),
                    attempt.endedAt(),
                    error == null ? null : error.code() + ": " + error.message());
        }
        return table;
    }

    private static @Nullable String took(RunView.Times times) {
        if (times.startedAt() == null || times.finishedAt() == null) {
            return null;
        }
        Duration took = Duration.between(times.startedAt(), times.finishedAt()).truncatedTo(ChronoUnit.MILLIS);
        return took.isNegative() ? null : Durations.format(took);
    }
}
