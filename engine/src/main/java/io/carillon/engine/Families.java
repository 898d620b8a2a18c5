package io.carillon.engine;

import io.carillon.model.RunId;
import io.carillon.model.run.Cause;
import io.carillon.model.run.RunState;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which runs in memory are parts of which, and how much room they take.
 *
 * <p>A run that was split can't end before its parts do, and so must never keep them out: while any of them is in memory that one has
 * its place, and when the last of those has ended it has it back, until the next one is read. So a part of each can always enter,
 * however full memory is, and memory holds no more for it.
 */
final class Families {

    private final Map<RunId, Family> byRun = new HashMap<>();
    private final ArrayDeque<Family> starving = new ArrayDeque<>();
    private final List<RunId> missing = new ArrayList<>();
    private final List<Family> changed = new ArrayList<>();
    private final List<Family> unknown = new ArrayList<>();
    private final List<Family> holdingBack = new ArrayList<>();
    private final Shares shares;
    private boolean doubtful;

    Families(Shares shares) {
        this.shares = shares;
    }

    @Nullable
    Family find(RunId run) {
        return byRun.get(run);
    }

    /** A run has come into memory, whatever it is. */
    void entered(LiveRun run) {
        if (run.run().cause() instanceof Cause.Shard shard) {
            shares.entered(run);
            Family family = family(shard.of());
            family.enter(shard.index(), run);
            if (family.whole() == null) {
                missing.add(shard.of());
            }
            settle(family);
        } else if (run.state() instanceof RunState.InParts) {
            Family family = family(run.run().id());
            family.become(run);
            unknown.add(family);
            settle(family);
        } else {
            shares.entered(run);
        }
    }

    /** A run has left memory, because it has ended or for any other reason. */
    void left(LiveRun run) {
        if (run.run().cause() instanceof Cause.Shard shard) {
            shares.left(run);
            Family family = family(shard.of());
            family.leave(shard.index(), run);
            if (run.state() instanceof RunState.Final end) {
                family.ended(shard.index(), end.status());
            }
            settle(family);
            return;
        }
        Family family = byRun.get(run.run().id());
        if (family == null) {
            shares.left(run);
        } else {
            family.become(null);
            if (family.takesPlace()) {
                family.setTakesPlace(false);
                shares.left(run);
            }
            settle(family);
        }
    }

    /** A run of this memory's has just been split: all of its parts are still to come. */
    void split(LiveRun run) {
        Family family = family(run.run().id());
        family.become(run);
        family.setKnown(true);
        family.setTakesPlace(true);
    }

    /** All of a run's parts have ended, and it goes on as one that has none: it has its place in memory for itself again. */
    void gathered(LiveRun run) {
        Family family = family(run.run().id());
        family.become(null);
        if (!family.takesPlace()) {
            shares.entered(run);
        }
        family.setTakesPlace(false);
        settle(family);
    }

    /** What a run in parts is to do, or into how many it falls, has changed. */
    void changed(LiveRun run) {
        settle(family(run.run().id()));
    }

    /** What has been read of a run's parts has been taken into account. */
    void changed(Family family) {
        settle(family);
    }

    /** Keeps a run that could be handed out from going as long as it is a part of one that hasn't its turn; returns whether it does. */
    boolean holdBack(LiveRun run) {
        if (!(run.run().cause() instanceof Cause.Shard shard)) {
            return false;
        }
        Family family = family(shard.of());
        if (family.hasItsTurn()) {
            return false;
        }
        if (!family.holdsBack()) {
            holdingBack.add(family);
        }
        family.holdBack(run);
        return true;
    }

    /** Parts that were held back and may go now; some may have ended meanwhile. */
    List<LiveRun> takeReleased() {
        if (holdingBack.isEmpty()) {
            return List.of();
        }
        var released = new ArrayList<LiveRun>();
        for (Family family : List.copyOf(holdingBack)) {
            if (family.hasItsTurn() || family.isEmpty()) {
                holdingBack.remove(family);
                released.addAll(family.takeHeldBack());
            }
        }
        return released;
    }

    /** Whether a part may enter memory: the first of a run always may. */
    boolean mayEnter(Family family) {
        LiveRun whole = family.whole();
        return whole != null && (family.inMemory() == 0 || shares.room(whole, family.inMemory()) > 0);
    }

    /** How many parts of a run that has none in memory may be read. */
    int room(LiveRun whole) {
        return Math.max(1, shares.room(whole, 0));
    }

    /** Those to which something has happened since this was last asked. */
    List<Family> takeChanged() {
        var taken = List.copyOf(changed);
        changed.clear();
        taken.forEach(family -> family.setChanged(false));
        return taken;
    }

    /** Runs in the store of which parts have come into memory since this was last asked. */
    List<RunId> takeMissing() {
        var taken = missing.stream().filter(this::isMissing).toList();
        missing.clear();
        return taken;
    }

    /** Runs that have come into memory in parts, of which nobody knows yet what has ended. */
    List<Family> takeUnknown() {
        var taken = unknown.stream().filter(this::isUnknown).distinct().toList();
        unknown.clear();
        return taken;
    }

    /** What was to be read of these was not. */
    void putBack(List<Family> unread) {
        unknown.addAll(unread);
    }

    /** None of a run's parts was found that should be there: what is known of them is read again, after a rest. */
    void doubt(Family family) {
        family.setKnown(false);
        unknown.add(family);
        doubtful = true;
    }

    /** Whether what is known was doubted since this was last asked. */
    boolean takeDoubt() {
        boolean taken = doubtful;
        doubtful = false;
        return taken;
    }

    boolean hasUnknown() {
        return !unknown.isEmpty();
    }

    /** The run that has waited for longest for a part of it to be read; null if none does. */
    @Nullable
    Family nextStarving() {
        for (Family next = starving.poll(); next != null; next = starving.poll()) {
            next.setStarving(false);
            if (next.isStarved()) {
                return next;
            }
        }
        return null;
    }

    boolean haveStarving() {
        return !starving.isEmpty();
    }

    /** Whether everything is in memory that has not ended of runs that are. */
    boolean areWhole() {
        return byRun.values().stream().allMatch(Family::isWhole);
    }

    private boolean isMissing(RunId run) {
        Family family = byRun.get(run);
        return family != null && family.whole() == null;
    }

    private boolean isUnknown(Family family) {
        return byRun.get(family.run()) == family && family.whole() != null && !family.isKnown();
    }

    private Family family(RunId run) {
        return byRun.computeIfAbsent(run, Family::new);
    }

    private void settle(Family family) {
        LiveRun whole = family.whole();
        boolean takesPlace = whole != null && family.inMemory() == 0;
        if (whole != null && takesPlace != family.takesPlace()) {
            family.setTakesPlace(takesPlace);
            if (takesPlace) {
                shares.entered(whole);
            } else {
                shares.left(whole);
            }
        }
        if (family.isEmpty()) {
            byRun.remove(family.run(), family);
            return;
        }
        if (!family.isChanged()) {
            family.setChanged(true);
            changed.add(family);
        }
        if (family.isStarved() && !family.isStarving()) {
            family.setStarving(true);
            starving.add(family);
        }
    }
}
