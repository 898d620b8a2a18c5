package io.carillon.engine;

import io.carillon.model.WorkerId;
import io.carillon.model.job.Routing;
import io.carillon.model.job.Sharding;
import io.carillon.model.json.Json;
import io.carillon.model.run.Cause;
import io.carillon.model.run.RunError;
import io.carillon.model.run.RunEvent;
import io.carillon.model.run.RunState;
import io.carillon.model.run.Transition;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Splits runs into parts, and ends them when the last of their parts has. Both happen in one batch with what they follow from, so
 * that no crash leaves a run with half of its parts, or with all of them ended and itself under way.
 *
 * <p>The row of a run that was split stays as it is until then. Which of its parts have ended its owner keeps in mind; what ended
 * before it became the owner is read once from the store, and added to what it has seen by then.
 */
final class Shards {

    /** Runs with so many parts are read at once that a take-over of many is quick, and with so few that an answer is small. */
    private static final int MOST_READ_AT_ONCE = 100_000;

    private static final int MOST_NAMED = 10;

    private final Runs runs;
    private final Families families;
    private final RunMaker maker;
    private final WorkerBook workers;
    private final GroupCommit commit;
    private final Settings settings;
    private final List<LiveRun> added = new ArrayList<>();
    private @Nullable List<Family> asked;
    private Instant notBefore = Instant.MIN;
    private long reads;

    Shards(Runs runs, Families families, RunMaker maker, WorkerBook workers, GroupCommit commit, Settings settings) {
        this.runs = runs;
        this.families = families;
        this.maker = maker;
        this.workers = workers;
        this.commit = commit;
        this.settings = settings;
    }

    /**
     * Splits a run whose turn it is; returns the parts for which there is room in memory. They are due, as it was. One that is for
     * every worker is split among those who are there now: it fails if they are more than it may have parts.
     */
    List<LiveRun> split(LiveRun run, Lane lane, Instant now) {
        List<Cause.Shard> shards = run.spec().routing().strategy() == Routing.Strategy.BROADCAST
                ? forEach(workersOf(lane), run)
                : forAny(run.spec().routing().shards(), run);
        if (shards.size() > Sharding.MAX_TOTAL) {
            runs.apply(run, new RunEvent.Unservable(now, tooMany(shards.size())));
            return List.of();
        }
        if (!(runs.apply(run, new RunEvent.Divided(shards.size(), now)) instanceof Transition.Moved)) {
            throw new IllegalStateException("a waiting run could not be split: " + run.run());
        }
        run.setCareful(false);
        List<LiveRun> inMemory =
                make(run, shards, shard -> run.spec().routing().sharding().paramsOf(shard.index()), now);
        runs.tell(
                run, new Effect.Tell(new Note.RunSplit(run.run().id(), run.run().job(), shards.size())));
        return inMemory;
    }

    /**
     * Adds parts to a run that has been said to have them: one for each item, which overrides the params of the run.
     *
     * @param only the worker that they are for; null if any may do them
     */
    void add(LiveRun whole, List<Json.Obj> items, @Nullable WorkerId only, Instant now) {
        int total = whole.parts();
        int before = total - items.size();
        List<Cause.Shard> shards = IntStream.range(before, total)
                .mapToObj(index -> new Cause.Shard(whole.run().id(), index, total, only))
                .toList();
        added.addAll(make(whole, shards, shard -> items.get(shard.index() - before), now));
    }

    private List<LiveRun> make(
            LiveRun whole, List<Cause.Shard> shards, Function<Cause.Shard, Json.Obj> own, Instant now) {
        var inMemory = new ArrayList<LiveRun>();
        for (Cause.Shard shard : shards) {
            LiveRun part = maker.part(whole, shard, own.apply(shard), now);
            if (part != null) {
                runs.apply(part, new RunEvent.CameDue(now));
                inMemory.add(part);
            }
        }
        return inMemory;
    }

    private static List<WorkerId> workersOf(Lane lane) {
        return lane.workers()
                .filter(WorkerEntry::takesWork)
                .sorted()
                .map(worker -> worker.facts().id())
                .toList();
    }

    private static List<Cause.Shard> forEach(List<WorkerId> workers, LiveRun run) {
        return IntStream.range(0, workers.size())
                .mapToObj(index -> new Cause.Shard(run.run().id(), index, workers.size(), workers.get(index)))
                .toList();
    }

    private static List<Cause.Shard> forAny(int total, LiveRun run) {
        return IntStream.range(0, total)
                .mapToObj(index -> new Cause.Shard(run.run().id(), index, total))
                .toList();
    }

    private static RunError tooMany(int workers) {
        return new RunError(
                RunError.TOO_MANY_WORKERS,
                "it is for " + workers + " workers, and a run has at most " + Sharding.MAX_TOTAL + " shards");
    }

    /** Goes on with the runs of whose parts some have come into memory or ended, and with those that were told to stop. */
    void proceed(Instant now) {
        for (List<Family> changed = families.takeChanged(); !changed.isEmpty(); changed = families.takeChanged()) {
            for (Family family : changed) {
                LiveRun whole = family.whole();
                if (whole != null && isCancelled(whole)) {
                    stop(family, now);
                }
                if (whole != null && family.isComplete()) {
                    gather(whole, error(family), now);
                }
            }
        }
    }

    private void gather(LiveRun whole, @Nullable RunError error, Instant now) {
        runs.apply(whole, new RunEvent.Gathered(now, error, whole.run().gathers()));
        if (whole.state() instanceof RunState.Waiting && !whole.job().turns().isQueued(whole)) {
            added.add(whole);
        }
    }

    /** Whether a run may not be handed out yet, because the one that it is a part of waits for its turn. */
    boolean holdBack(LiveRun run) {
        return families.holdBack(run);
    }

    /**
     * What may go on and stands in no line: parts that came in addition, or were held back until their runs had their turns, and runs
     * whose parts have ended.
     */
    List<LiveRun> takeReleased() {
        var released = new ArrayList<>(added);
        added.clear();
        released.addAll(families.takeReleased());
        return released.stream()
                .filter(run -> runs.holds(run) && run.state() instanceof RunState.Waiting && run.line() == null)
                .toList();
    }

    /** Begins anew: an answer that is on its way knows nothing of the partitions that are owned now. */
    void restart() {
        if (asked != null) {
            families.putBack(asked);
            asked = null;
        }
    }

    /** Asks which parts have ended of the runs of which nobody here knows it, once everything that was written so far is durable. */
    void read(Instant now) {
        if (families.takeDoubt()) {
            notBefore = now.plus(settings.commitRetry());
        }
        if (asked != null || now.isBefore(notBefore)) {
            return;
        }
        List<Family> unknown = families.takeUnknown();
        if (unknown.isEmpty()) {
            return;
        }
        List<Family> next = List.copyOf(unknown.subList(0, readAtOnce(unknown)));
        families.putBack(unknown.subList(next.size(), unknown.size()));
        asked = next;
        var wanted = next.stream().map(Family::run).collect(Collectors.toCollection(TreeSet::new));
        commit.afterAll(new Effect.ReadParts(++reads, wanted));
    }

    private static int readAtOnce(List<Family> unknown) {
        int parts = 0;
        for (int i = 0; i < unknown.size(); i++) {
            parts += unknown.get(i).total();
            if (i > 0 && parts > MOST_READ_AT_ONCE) {
                return i;
            }
        }
        return unknown.size();
    }

    /** When the next read is wanted that failed before; null if none is. */
    @Nullable
    Instant dueForReading() {
        return asked == null && families.hasUnknown() ? notBefore : null;
    }

    void heard(Event.PartsRead answer) {
        if (asked != null && answer.number() == reads) {
            for (Family family : asked) {
                family.learn(answer.endedOf(family.run()));
                families.changed(family);
            }
            asked = null;
        }
    }

    void failed(Event.PartsReadFailed failed, Instant now) {
        if (asked != null && failed.number() == reads) {
            restart();
            notBefore = now.plus(settings.commitRetry());
        }
    }

    private static boolean isCancelled(LiveRun run) {
        return run.state() instanceof RunState.Unwinding unwinding && isCancelled(unwinding.cause());
    }

    private static boolean isCancelled(RunState.StopCause cause) {
        return cause == RunState.StopCause.CANCELLED;
    }

    private void stop(Family family, Instant now) {
        for (LiveRun part : family.parts()) {
            boolean told = part.state() instanceof RunState.Stopping stopping && isCancelled(stopping.cause());
            if (!told) {
                runs.apply(part, new RunEvent.CancelRequested(now));
                workers.tellToStop(part);
            }
        }
    }

    private static @Nullable RunError error(Family family) {
        BitSet unsuccessful = family.unsuccessful();
        int count = unsuccessful.cardinality();
        if (count == 0) {
            return null;
        }
        String named = unsuccessful.stream()
                .limit(MOST_NAMED)
                .mapToObj(String::valueOf)
                .collect(Collectors.joining(", "));
        String others = count > MOST_NAMED ? " and " + (count - MOST_NAMED) + " more" : "";
        return new RunError(
                RunError.SHARDS_FAILED, count + " of " + family.total() + " shards did not succeed: " + named + others);
    }
}
