package io.carillon.simulation.check;

import io.carillon.engine.Command;
import io.carillon.engine.CommitBatch;
import io.carillon.engine.Effect;
import io.carillon.engine.Event;
import io.carillon.engine.Write;
import io.carillon.model.LimitName;
import io.carillon.model.NodeId;
import io.carillon.model.ResourceKey;
import io.carillon.model.job.LimitSpec;
import io.carillon.model.job.ResourceSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Of the jobs that name a limit no owner has more runs on workers than that allows. It counts what that owner handed out; a limit
 * that was lowered holds when every owner has had the time to hear of it.
 */
final class LimitsHold extends Invariant {

    /** A node reads each second what others have changed, and hands out nothing once it has not reached the store for four. */
    private static final Duration HEARD_OF = Duration.ofSeconds(15);

    private final TreeMap<LimitName, List<Defined>> definitions = new TreeMap<>();
    private final Map<NodeId, Integer> owned = new HashMap<>();
    private final Attempts attempts;

    LimitsHold(Attempts attempts) {
        this.attempts = attempts;
    }

    private record Defined(Instant at, int max, boolean durable) {}

    @Override
    void before(Write write, CommitBatch batch, Ledger ledger) {
        if (write instanceof Write.PutResource put) {
            define(put.resource().key(), put.resource().spec(), ledger.now(), true);
        }
    }

    /** Its owner goes by a change as soon as it has made it, which may be before that is durable. */
    private void define(ResourceKey key, ResourceSpec what, Instant now, boolean durable) {
        if (what instanceof LimitSpec spec) {
            definitions
                    .computeIfAbsent(new LimitName(key.name().value()), _ -> new ArrayList<>())
                    .add(new Defined(now, spec.concurrent().orElse(Integer.MAX_VALUE), durable));
        }
    }

    @Override
    void after(Happening happening, Ledger ledger) {
        if (happening instanceof Happening.Heard heard
                && heard.event() instanceof Event.Asked asked
                && asked.command() instanceof Command.PutResource put) {
            define(put.draft().key(), put.draft().spec(), ledger.now(), false);
        }
        if (happening instanceof Happening.Stepped stepped) {
            owned.put(stepped.node(), stepped.partitions());
        }
        if (happening instanceof Happening.HandedOut out && !isLettingGo(out.node(), ledger)) {
            for (LimitName limit : out.assign().spec().guards().limits()) {
                requireRoom(limit, out, ledger);
            }
        }
    }

    /** What runs in a partition that its owner has just let go of counts no more for that, and durable it is a moment later. */
    private boolean isLettingGo(NodeId node, Ledger ledger) {
        return owned.getOrDefault(node, 0) < ledger.partitionsOf(node);
    }

    private void requireRoom(LimitName limit, Happening.HandedOut out, Ledger ledger) {
        Effect.Assign assign = out.assign();
        int most = most(limit, ledger.now());
        List<Attempts.HandOut> held = ledger.jobs().stream()
                .filter(job -> job.present().spec().guards().limits().contains(limit))
                .flatMap(job -> attempts.handOuts(job.present().id()).stream())
                .filter(earlier -> earlier.node().equals(out.node())
                        && !earlier.assign().run().id().equals(assign.run().id())
                        && attempts.isHeld(earlier, ledger))
                .toList();
        require(held.size() < most, "at most ", most, " of ", limit, " at once; ", assign.run(), " beside ", held);
    }

    /** The most that it allowed at any time that somebody may still go by. */
    private int most(LimitName limit, Instant now) {
        int most = 0;
        for (Defined defined : definitions.getOrDefault(limit, List.of()).reversed()) {
            most = Math.max(most, defined.max());
            if (defined.durable() && defined.at().isBefore(now.minus(HEARD_OF))) {
                break;
            }
        }
        return most;
    }
}
