package io.carillon.gateway.answer;

import io.carillon.engine.Catalog;
import io.carillon.engine.Command;
import io.carillon.engine.FailedAttempt;
import io.carillon.engine.Progress;
import io.carillon.engine.Reply;
import io.carillon.engine.Waiting;
import io.carillon.model.NodeId;
import io.carillon.model.RunId;
import io.carillon.model.job.Trigger;
import io.carillon.model.json.Json;
import io.carillon.model.run.Run;
import io.carillon.model.run.RunState;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Finds out all that there is to know of one run: what is stored, and of one that has not ended what its owner knows. */
public final class RunDetails {

    /** How many versions of a job are looked through for the one that a run was made from. */
    public static final int MAX_VERSIONS = 200;

    /** How many shards are shown with their run; whoever wants all of them lists them. */
    private static final int MOST_SHARDS = 1_000;

    private final Catalog catalog;
    private final Function<Command, Reply> owner;
    private final InstantSource clock;
    private final Function<RunId, NodeId> owners;

    /**
     * Looks runs up.
     *
     * @param owner answers a command, or refuses it where the owner does not answer
     * @param owners who answers for a run
     */
    public RunDetails(
            Catalog catalog, Function<Command, Reply> owner, InstantSource clock, Function<RunId, NodeId> owners) {
        this.catalog = catalog;
        this.owner = owner;
        this.clock = clock;
        this.owners = owners;
    }

    /** The document of a run as it was stored when somebody looked. */
    public Json.Obj of(Run run) {
        if (run.state().status().isFinal()) {
            return detailed(run, null, null);
        }
        return owner.apply(new Command.ExplainRun(run.id())) instanceof Reply.RunExplained live
                ? detailed(live.run(), live.waiting(), live.progress())
                : detailed(run.at(clock.instant()), inStore(run), null);
    }

    /** Why a run waits that its owner doesn't have in memory. */
    private @Nullable Waiting inStore(Run run) {
        if (!(run.state() instanceof RunState.Pending)) {
            return null;
        }
        return run.dueAt().isAfter(clock.instant()) ? new Waiting.NotDue(run.dueAt()) : new Waiting.Backlog();
    }

    /** The attempts and shards are read last: what the owner says of a run is durable when it says so. */
    private Json.Obj detailed(Run run, @Nullable Waiting waiting, @Nullable Progress progress) {
        var background = new WhyAnswer.Background(triggers(run), waiting);
        List<FailedAttempt> attempts = catalog.attempts(run.id());
        Instant now = clock.instant();
        List<Run> shards = catalog.shards(run.id(), MOST_SHARDS + 1).stream()
                .map(shard -> shard.at(now))
                .toList();
        boolean more = shards.size() > MOST_SHARDS;
        var kept = new RunAnswer.Kept(attempts, more ? shards.subList(0, MOST_SHARDS) : shards, more, progress);
        return RunAnswer.detailed(run, owners.apply(run.id()), kept, background);
    }

    /** Those of the definition that a run was made from, as far as it can still be found by its name. */
    private List<Trigger> triggers(Run run) {
        return catalog.versions(run.job(), MAX_VERSIONS).stream()
                .filter(job -> job.id().equals(run.jobId()) && job.version() == run.jobVersion())
                .findFirst()
                .map(job -> job.spec().triggers())
                .orElse(List.of());
    }
}
