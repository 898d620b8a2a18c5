package io.carillon.simulation.check;

import io.carillon.engine.CommitBatch;
import io.carillon.engine.Write;
import io.carillon.model.RunId;
import io.carillon.model.run.Cause;
import io.carillon.model.run.Run;
import io.carillon.model.run.RunState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A run that was split ends when all of its parts have, and by what they came to; what they came to is gathered when all of them have
 * succeeded; nothing becomes of a part after that.
 */
final class PartsEndFirst extends Invariant {

    private final Map<RunId, List<RunId>> parts = new HashMap<>();

    @Override
    void before(Write write, CommitBatch batch, Ledger ledger) {
        switch (write) {
            case Write.InsertRun insert -> {
                if (insert.run().cause() instanceof Cause.Shard shard) {
                    parts.computeIfAbsent(shard.of(), _ -> new ArrayList<>())
                            .add(insert.run().id());
                    requireUnderWay(insert.run(), ledger);
                }
            }
            case Write.UpdateRun update -> {
                requireUnderWay(update.run(), ledger);
                if (update.run().state() instanceof RunState.Final end) {
                    requireGathered(update.run(), end, ledger);
                }
            }
            default -> {}
        }
    }

    @Override
    void after(Happening happening, Ledger ledger) {
        if (happening instanceof Happening.HandedOut out) {
            Run run = out.assign().run();
            requireUnderWay(run, ledger);
            if (run.gathers()) {
                for (RunId id : parts.getOrDefault(run.id(), List.of())) {
                    Run part = ledger.run(id);
                    require(
                            part != null && part.state() instanceof RunState.Succeeded,
                            "gathered before all parts had succeeded: ",
                            run,
                            "; ",
                            part);
                }
            }
        }
    }

    @Override
    void atEnd(Ledger ledger, Instant end) {
        for (Map.Entry<RunId, List<RunId>> family : parts.entrySet()) {
            Run whole = ledger.run(family.getKey());
            boolean allEnded =
                    family.getValue().stream().map(ledger::run).allMatch(part -> part != null && hasEnded(part));
            boolean mayGoOn = whole != null && (hasEnded(whole) || whole.gathers());
            require(!allEnded || mayGoOn, "under way without any part: ", whole);
        }
    }

    private void requireUnderWay(Run run, Ledger ledger) {
        if (run.cause() instanceof Cause.Shard shard) {
            Run whole = ledger.run(shard.of());
            require(whole != null && !hasEnded(whole), "its run has ended: ", run, "; ", whole);
        }
    }

    private void requireGathered(Run whole, RunState.Final end, Ledger ledger) {
        List<RunId> family = parts.get(whole.id());
        if (family == null) {
            return;
        }
        boolean well = true;
        for (RunId id : family) {
            Run part = ledger.run(id);
            require(part != null && hasEnded(part), "a part has not ended: ", part, "; ", whole);
            well &= part != null && part.state() instanceof RunState.Succeeded;
        }
        boolean wellToo = end instanceof RunState.Succeeded;
        require(whole.gathers() ? well || !wellToo : well == wellToo, "its parts came to something else: ", whole);
    }

    private static boolean hasEnded(Run run) {
        return run.state() instanceof RunState.Final;
    }
}
