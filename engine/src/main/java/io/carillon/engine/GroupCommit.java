package io.carillon.engine;

import io.carillon.model.Epoch;
import io.carillon.model.NodeId;
import io.carillon.model.Partition;
import io.carillon.model.RunId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Gathers the writes of many steps into batches, and holds back whatever depends on a write until its batch is durable. Partitions
 * are divided into lanes: each has one batch under way at a time, so what is written of a partition becomes durable in that order,
 * and what is written in several lanes becomes durable in any order unless it is told to {@linkplain #rest rest} on something.
 * A batch that is known to have failed is tried again unchanged, but for what the store refuses for good; one whose outcome is unknown
 * is looked up first.
 */
final class GroupCommit {

    /** While the store is away open batches grow; they may not grow for ever. */
    private static final int MOST_WAITING_WRITES = 50_000;

    private final NodeId node;
    private final Duration retryAfter;
    private final Function<Partition, Epoch> epochs;
    private final Lanes layout;
    private final List<CommitLane> lanes = new ArrayList<>();
    private final List<Effect> ready = new ArrayList<>();
    private final SortedMap<Partition, Epoch> shaken = new TreeMap<>();
    private final List<LiveRun> unanswered = new ArrayList<>();
    private final List<RunId> unwritable = new ArrayList<>();
    private boolean stepWrote;
    private long begun;

    /** @param firstNumber higher than the number of any batch that this node has ever committed */
    GroupCommit(NodeId node, long firstNumber, Settings settings, Function<Partition, Epoch> epochs) {
        this.node = node;
        this.retryAfter = settings.commitRetry();
        this.epochs = epochs;
        this.layout = settings.lanes();
        for (int lane = 0; lane < layout.count(); lane++) {
            lanes.add(new CommitLane(lane, firstNumber, ++begun));
        }
    }

    /** Adds a write to the open batch of its lane, and returns what rests on it. */
    Footing write(Write write) {
        Batch open;
        if (write instanceof Write.Fenced fenced) {
            open = laneOf(fenced.partition()).open();
            open.fence().computeIfAbsent(fenced.partition(), epochs);
        } else {
            open = lanes.getFirst().open();
        }
        stepWrote |= !(write instanceof Write.MovePartition);
        open.add(write);
        return open.footing();
    }

    /** A run ends by what was written last. */
    void end(LiveRun run) {
        laneOf(run.partition()).open().end(run);
    }

    /** What will rest on the next write of a partition. */
    Footing next(Partition partition) {
        return laneOf(partition).open().footing();
    }

    /** Everything that was written so far. */
    Footing everything() {
        Footing all = Footing.NONE;
        for (CommitLane lane : lanes) {
            Batch last = lane.last();
            all = last == null ? all : all.with(last.footing());
        }
        return all;
    }

    /**
     * What is written of a partition from now on becomes durable no earlier than what was written in other lanes. Comes before
     * whatever a step writes in the lane, because it may begin another batch: what a step writes there stays together.
     */
    void rest(Partition partition, Footing on) {
        CommitLane lane = laneOf(partition);
        for (Batch other : elsewhere(lane, on)) {
            if (mustBeginNext(lane, other)) {
                if (lane.open().isInStep()) {
                    throw new IllegalStateException(
                            "a step has written in lane " + lane.number() + " before it rests on " + on);
                }
                lane.beginNext(++begun);
            } else if (lane.open().isUntouched()) {
                lane.open().beginAnew(++begun);
            }
            lane.open().comeAfter(other.footing());
        }
    }

    /** Whether any partition may be told now to rest on something, whatever the step under way has written. */
    boolean mayRest(Footing on) {
        for (CommitLane lane : lanes) {
            for (Batch other : elsewhere(lane, on)) {
                if (lane.open().isInStep() && mustBeginNext(lane, other)) {
                    return false;
                }
            }
        }
        return true;
    }

    /** Whether what is written of a partition now becomes durable no earlier than something else. */
    boolean follows(Partition partition, Footing other) {
        return elsewhere(laneOf(partition), other).isEmpty();
    }

    /** Whether what is decided about several partitions becomes durable in the order in which it is decided. */
    boolean isInOneOrder() {
        return lanes.size() == 1;
    }

    /** The batches of other lanes that are not durable. */
    private List<Batch> elsewhere(CommitLane lane, Footing on) {
        var found = new ArrayList<Batch>();
        for (Batch.Id id : on.batches()) {
            Batch other = id.lane() == lane.number() ? null : find(id);
            if (other != null) {
                found.add(other);
            }
        }
        return found;
    }

    /** Batches wait for none that has begun after them, so that no two wait for each other. */
    private static boolean mustBeginNext(CommitLane lane, Batch other) {
        return !lane.open().isUntouched() && !lane.open().mayComeAfter(other);
    }

    /** Lets an effect out as soon as something is durable; an effect of a partition that is lost by then never leaves. */
    void after(Footing on, @Nullable Partition partition, Effect effect) {
        if (isDurable(on)) {
            ready.add(effect);
            return;
        }
        var held = new Held(partition, effect);
        for (Batch.Id id : on.batches()) {
            Batch batch = find(id);
            if (batch != null) {
                hold(held, batch);
            }
        }
    }

    boolean isDurable(Footing what) {
        for (Batch.Id id : what.batches()) {
            if (!lanes.get(id.lane()).isDurable(id.number())) {
                return false;
            }
        }
        return true;
    }

    /** Lets an effect out that depends on nothing. */
    void now(Effect effect) {
        ready.add(effect);
    }

    /** Lets an effect out once everything that was written so far is durable. */
    void afterAll(Effect effect) {
        afterAll(null, effect);
    }

    /** The same for an effect that says something about a partition: if that is lost by then, it never leaves. */
    void afterAll(@Nullable Partition partition, Effect effect) {
        after(everything(), partition, effect);
    }

    private void hold(Held held, Batch batch) {
        if (batch == lanes.get(batch.id().lane()).open()) {
            batch.hold(held, stepWrote);
        } else {
            batch.holdForAll(held);
        }
    }

    private @Nullable Batch find(Batch.Id id) {
        CommitLane lane = lanes.get(id.lane());
        return lane.isDurable(id.number()) ? null : lane.find(id.number());
    }

    CommitLane laneOf(Partition partition) {
        return lanes.get(layout.of(partition));
    }

    /** Sends the next batch of each lane in which none is under way, and hands over everything that may leave. */
    List<Effect> drain(Instant now) {
        lanes.forEach(lane -> retry(lane, now));
        boolean skipped = true;
        while (skipped) {
            skipped = false;
            for (CommitLane lane : lanes) {
                skipped |= sendNext(lane, now);
            }
        }
        lanes.forEach(lane -> lane.open().endStep());
        stepWrote = false;
        List<Effect> leaving = List.copyOf(ready);
        ready.clear();
        return leaving;
    }

    private void retry(CommitLane lane, Instant now) {
        Batch failed = lane.retry(now);
        if (failed != null) {
            CommitBatch batch = failed.toCommit(node);
            ready.add(lane.isDoubtful() ? new Effect.Resolve(batch) : new Effect.Commit(batch));
        }
    }

    /** Returns whether there was nothing left of the batch that was to be sent, for which others may have waited. */
    private boolean sendNext(CommitLane lane, Instant now) {
        Batch next = lane.next();
        if (next == null || next.isUntouched() || !isDurable(next.behind())) {
            return false;
        }
        if (next.isEmpty()) {
            next.release(Set.of(), ready);
            lane.skip(++begun);
            return true;
        }
        ready.add(new Effect.Commit(lane.send(++begun, now).toCommit(node)));
        return false;
    }

    /** Takes the outcome of a batch and returns the ownerships that turned out to be lost. */
    SortedMap<Partition, Epoch> ended(Event.CommitEnded news, Instant now) {
        CommitLane lane = lanes.get(news.lane());
        Batch batch = lane.underWay(news.number());
        if (batch == null) {
            return Collections.emptySortedMap();
        }
        switch (news.outcome()) {
            case CommitOutcome.Committed done -> {
                lane.committed();
                batch.release(done.fencedOut(), ready);
                shaken.putAll(batch.shaken());
                unwritable.addAll(batch.unwritable());
                batch.unanswered().stream()
                        .filter(run -> !done.fencedOut().contains(run.partition()))
                        .forEach(unanswered::add);
                var lost = new TreeMap<>(batch.fence());
                lost.keySet().retainAll(done.fencedOut());
                return lost;
            }
            case CommitOutcome.Refused refused -> {
                strike(batch, refused.writes());
                ready.add(new Effect.Commit(batch.toCommit(node)));
            }
            case CommitOutcome.NotCommitted failed -> {
                lane.tryLater(now.plus(retryAfter), false);
                tellFailure(batch, failed.reason());
            }
            case CommitOutcome.Unknown unknown -> {
                lane.tryLater(now.plus(retryAfter), true);
                tellFailure(batch, unknown.reason());
            }
        }
        return Collections.emptySortedMap();
    }

    /** What rests on a refused write in another batch has not been sent: it waits for this one. */
    private void strike(Batch batch, SortedMap<Integer, String> writes) {
        for (Batch.Refused gone : batch.strike(writes, ready)) {
            lanes.forEach(lane -> lane.strikeWhatRestsOn(gone, ready));
        }
    }

    private void tellFailure(Batch batch, String reason) {
        ready.add(new Effect.Tell(new Note.CommitFailed(batch.id().lane(), batch.number(), reason)));
    }

    /** Whether the store has fallen so far behind that nothing should be added that can wait. */
    boolean isBehind() {
        for (CommitLane lane : lanes) {
            if (lane.waitingWrites() >= MOST_WAITING_WRITES / lanes.size()) {
                return true;
            }
        }
        return false;
    }

    /** Whether everything that was written is durable. */
    boolean idle() {
        return lanes.stream().allMatch(CommitLane::isIdle);
    }

    /** When the first batch that failed is tried again; null if none has. */
    @Nullable
    Instant retryAt() {
        Instant first = null;
        for (CommitLane lane : lanes) {
            first = Core.earlier(first, lane.retryAt());
        }
        return first;
    }

    /**
     * Partitions of which memory says more than is durable, since something of theirs was refused; each is told once. What is durable
     * of them has to be read again.
     */
    SortedMap<Partition, Epoch> shaken() {
        var told = new TreeMap<>(shaken);
        shaken.clear();
        return told;
    }

    /** Runs that failed because what they ended with was refused, and that another is to make up for; each is told once. */
    List<LiveRun> takeUnanswered() {
        var told = List.copyOf(unanswered);
        unanswered.clear();
        return told;
    }

    /** Runs whose ends the store refuses in any form; each is told once. */
    List<RunId> takeUnwritable() {
        var told = List.copyOf(unwritable);
        unwritable.clear();
        return told;
    }

    /** Forgets what has not been sent about a partition that another node owns now. */
    void forget(Partition lost) {
        laneOf(lost).forget(lost);
        lanes.forEach(lane -> lane.refuse(lost, ready));
    }

    /** Since when a batch of a database has been on its way; null if none is. */
    @Nullable
    Instant stuckSince(int database) {
        Instant since = null;
        for (CommitLane lane : lanes) {
            if (layout.databaseOf(lane.number()) == database) {
                since = Core.earlier(since, lane.underWaySince());
            }
        }
        return since;
    }

    /**
     * Gives up whatever has not become durable in a database, as the death of this node would. What became of a batch under way nobody
     * will know, so whoever waits for it is told nothing.
     */
    void abandon(int database) {
        for (CommitLane lane : lanes) {
            if (layout.databaseOf(lane.number()) == database) {
                lane.abandon(partition -> layout.databaseOf(partition) == database, ready);
            }
        }
    }
}
