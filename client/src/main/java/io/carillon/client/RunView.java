package io.carillon.client;

import io.carillon.model.JobKey;
import io.carillon.model.JobName;
import io.carillon.model.Namespace;
import io.carillon.model.RunId;
import io.carillon.model.json.Json;
import io.carillon.model.run.RunStatus;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A run and what became of it so far.
 *
 * @param attempt how often it was handed out
 * @param where where it runs or ran
 * @param attempts the hand-outs one by one; empty when the run came in a list
 * @param document all of it, as it came: also {@code params}, {@code result} and {@code why}
 */
public record RunView(
        RunId id,
        JobKey job,
        int jobVersion,
        RunStatus state,
        @Nullable String reason,
        Times times,
        int attempt,
        Where where,
        @Nullable RunErrorView error,
        List<AttemptView> attempts,
        Json.Obj document) {

    /**
     * When it was wanted and when it was done.
     *
     * @param scheduledAt the instant that the trigger named
     * @param dueAt when it may start: later than that when it is spread or retried
     */
    public record Times(
            Instant scheduledAt,
            Instant dueAt,
            @Nullable Instant startedAt,
            @Nullable Instant finishedAt) {}

    /** The worker that has or had it, and the node that gave it out. */
    public record Where(@Nullable String worker, @Nullable String node) {}

    public RunView {
        attempts = List.copyOf(attempts);
    }

    /** What it waits for or why it was left out, in a sentence; null where there is nothing to say. */
    public @Nullable String why() {
        return document.get("why")
                .flatMap(why -> why instanceof Json.Obj object ? object.get("text") : Optional.empty())
                .map(text -> text instanceof Json.Str sentence ? sentence.value() : text.text())
                .orElse(null);
    }

    /** How far its attempt says that it is; null if it has not said so, is not running, or came in a list. */
    public @Nullable ProgressView progress() {
        Json.Obj progress = Fields.of("run", document).objectOrNull("progress");
        return progress == null ? null : ProgressView.of(progress);
    }

    /** Its parts, if it was split, in the order of their indices; empty when the run came in a list. */
    public List<ShardView> shards() {
        return Fields.of("run", document).items("shards").stream()
                .map(ShardView::of)
                .toList();
    }

    /** Whether it has more shards than come with it; a list of them has all. */
    public boolean hasMoreShards() {
        return document.get("moreShards").filter(Json.of(true)::equals).isPresent();
    }

    /** The view of the document of a run as the API shows it. */
    public static RunView of(Json json) {
        var fields = Fields.of("run", json);
        return new RunView(
                fields.parsed("id", RunView::id),
                new JobKey(fields.parsed("namespace", Namespace::new), fields.parsed("job", JobName::new)),
                fields.integer("jobVersion"),
                fields.parsed("state", RunStatus::valueOf),
                fields.stringOrNull("reason"),
                times(fields),
                fields.integer("attempt"),
                new Where(fields.stringOrNull("worker"), fields.stringOrNull("node")),
                RunErrorView.of(fields.objectOrNull("error")),
                fields.items("attempts").stream().map(AttemptView::of).toList(),
                fields.object());
    }

    private static Times times(Fields fields) {
        return new Times(
                fields.instant("scheduledAt"),
                fields.instant("dueAt"),
                fields.instantOrNull("startedAt"),
                fields.instantOrNull("finishedAt"));
    }

    static RunId id(String text) {
        return RunId.parse(text).orElseThrow(() -> new IllegalArgumentException("not a run id: " + text));
    }
}
