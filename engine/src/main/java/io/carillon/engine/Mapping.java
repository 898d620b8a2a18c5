package io.carillon.engine;

import io.carillon.model.WorkerId;
import io.carillon.model.job.Sharding;
import io.carillon.model.run.Cause;
import io.carillon.model.run.Next;
import io.carillon.model.run.RunError;
import io.carillon.model.run.RunEvent;
import io.carillon.model.run.RunState;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Splits runs as their tasks say: one whose attempt finds out into which parts its work falls, and a part that turns out to be several,
 * which become parts of the same run beside it. All parts of a run are recorded in the batch in which the attempt that found them ends, so
 * that they are there once or, if the attempt is done again, not at all.
 */
final class Mapping {

    private final Runs runs;
    private final Families families;
    private final Shards shards;

    Mapping(Runs runs, Families families, Shards shards) {
        this.runs = runs;
        this.families = families;
        this.shards = shards;
    }

    /** Whether nothing can be said yet, because the run that this one is a part of is still on its way into memory. */
    boolean mustWait(LiveRun run) {
        return run.run().cause() instanceof Cause.Shard shard && wholeOf(shard) == null;
    }

    /** What it means for a run that its attempt has split it; one that is a part has done its own by that. */
    RunEvent event(LiveRun run, Report.Mapped mapped, Instant now) {
        LiveRun whole = whole(run);
        if (run.isShard() && !(whole.state() instanceof RunState.Split)) {
            return new RunEvent.Halted(mapped.token(), now, Retries.afterStop(run, now));
        }
        int parts = mapped.items().size();
        int total = whole.parts() + parts;
        if (total > Sharding.MAX_MAPPED) {
            return new RunEvent.Errored(mapped.token(), now, tooMany(total), new Next.GiveUp());
        }
        Instant startedAt = run.plausibly(mapped.ran(), now);
        return run.isShard()
                ? new RunEvent.Completed(mapped.token(), startedAt, now, null)
                : new RunEvent.Mapped(
                        mapped.token(), parts, mapped.gathers(), startedAt, now, Retries.afterStop(run, now));
    }

    /** Records the parts, now that the attempt which has found them counts. */
    void heed(LiveRun run, RunEvent event, Report.Mapped mapped, Instant now) {
        LiveRun whole = whole(run);
        if (event instanceof RunEvent.Completed && !mapped.items().isEmpty()) {
            runs.apply(whole, new RunEvent.Grown(mapped.items().size(), now));
            add(whole, mapped, run.only(), now);
        } else if (event instanceof RunEvent.Mapped && run.state() instanceof RunState.Split) {
            add(whole, mapped, null, now);
        }
    }

    /** What is for one worker alone stays that, however fine it becomes. */
    private void add(LiveRun whole, Report.Mapped mapped, @Nullable WorkerId only, Instant now) {
        shards.add(whole, mapped.items(), only, now);
        var found = new Note.PartsFound(
                whole.run().id(),
                whole.run().job(),
                mapped.run(),
                mapped.items().size());
        runs.tell(whole, new Effect.Tell(found));
    }

    /** The run whose parts are meant: itself, unless it is one of them. */
    private LiveRun whole(LiveRun run) {
        LiveRun whole = run.run().cause() instanceof Cause.Shard shard ? wholeOf(shard) : run;
        if (whole == null) {
            throw new IllegalStateException("a part without its run: " + run.run());
        }
        return whole;
    }

    private @Nullable LiveRun wholeOf(Cause.Shard shard) {
        Family family = families.find(shard.of());
        return family == null ? null : family.whole();
    }

    private static RunError tooMany(int parts) {
        return new RunError(
                RunError.TOO_MANY_SHARDS,
                "its run would have " + parts + " shards, and a run has at most " + Sharding.MAX_MAPPED);
    }
}
