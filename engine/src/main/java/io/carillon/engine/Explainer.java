package io.carillon.engine;

import io.carillon.model.RunId;
import io.carillon.model.WorkerId;
import io.carillon.model.job.Affinity;
import io.carillon.model.job.JobSpec;
import io.carillon.model.job.RateLimit;
import io.carillon.model.run.Cause;
import io.carillon.model.run.RunState;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Says what a run waits for: the first thing in its way, with the numbers and names that explain it. */
final class Explainer {

    private final Workforce workforce;
    private final Families families;
    private final Settings settings;

    Explainer(Workforce workforce, Families families, Settings settings) {
        this.workforce = workforce;
        this.families = families;
        this.settings = settings;
    }

    Waiting explain(LiveRun run, Instant now) {
        return switch (run.state()) {
            case RunState.Pending _ -> new Waiting.NotDue(run.run().dueAt());
            case RunState.Recovering recovering ->
                new Waiting.Recovery(recovering.since().plus(settings.recoveryGrace()));
            case RunState.Sent sent ->
                new Waiting.WorkerToBegin(
                        sent.attempt().worker(), sent.attempt().handedOutAt());
            case RunState.Awaiting awaiting ->
                new Waiting.Callback(awaiting.attempt().worker(), awaiting.since(), Runs.awaitedUntil(run, awaiting));
            case RunState.InParts _ when run.job().turns().isQueued(run) -> forItsTurn(run);
            case RunState.InParts split -> {
                Family family = families.find(run.run().id());
                yield family == null
                        ? new Waiting.Nothing()
                        : new Waiting.Shards(
                                split.parts(),
                                family.endedParts(),
                                family.unsuccessful().cardinality());
            }
            case RunState.OnWorker _, RunState.Final _ -> new Waiting.Nothing();
            case RunState.Waiting waiting -> explain(run, waiting, now);
        };
    }

    private Waiting explain(LiveRun run, RunState.Waiting waiting, Instant now) {
        Line line = run.line();
        if (run.job().turns().isQueued(run)) {
            return forItsTurn(run);
        }
        Family family = run.run().cause() instanceof Cause.Shard shard ? families.find(shard.of()) : null;
        if (family != null && family.whole() != null && !family.hasItsTurn()) {
            return forItsTurn(family.whole());
        }
        if (line == null) {
            return new Waiting.RetryPause(waiting.notBefore());
        }
        Waiting atGate = atGate(line.key().gates(), now);
        if (atGate != null) {
            return atGate;
        }
        WorkerId only = line.lane().key().worker();
        return only == null
                ? forWorker(run.spec())
                : forOneWorker(only, line.lane().own());
    }

    private static Waiting forItsTurn(LiveRun run) {
        Turns turns = run.job().turns();
        int max = run.job().job().spec().overlap().max();
        List<RunId> others = ids(turns.underWay(run, Waiting.MOST));
        return new Waiting.EarlierRuns(turns.underWay(run), max, others, turns.ahead(run, Waiting.EarlierRuns.COUNTED));
    }

    private static @Nullable Waiting atGate(List<GateSet> sets, Instant now) {
        for (GateSet set : sets) {
            Gate shut = set.shut(now);
            if (shut != null) {
                return atGate(shut);
            }
        }
        return null;
    }

    private static @Nullable Waiting atGate(Gate gate) {
        return switch (gate) {
            case RateGate rate -> {
                RateLimit limit = rate.limit();
                yield limit == null ? null : new Waiting.RateReached(gate.of(), limit, rate.opensAt());
            }
            case ConcurrencyGate limit ->
                switch (gate.of()) {
                    case Guarded.ByJob _ -> null;
                    case Guarded.ByLimit named ->
                        new Waiting.LimitReached(
                                named.limit(), limit.max(), limit.holding(), ids(limit.holders(Waiting.MOST)));
                };
            case BreakerGate breaker -> atBreaker(breaker);
        };
    }

    private static Waiting atBreaker(BreakerGate breaker) {
        LiveRun trial = breaker.trial();
        return switch (breaker.state()) {
            case OPEN, CLOSED ->
                new Waiting.BreakerOpen(breaker.of(), breaker.openUntil(), breaker.failed(), breaker.outOf());
            case HALF_OPEN ->
                new Waiting.BreakerTrying(
                        breaker.of(), trial == null ? null : trial.run().id());
        };
    }

    private static Waiting forOneWorker(WorkerId only, @Nullable WorkerEntry worker) {
        if (worker == null || !worker.takesWork()) {
            return new Waiting.ForOneWorker(only, 0);
        }
        return worker.freeSlots() > 0
                ? new Waiting.ItsTurn()
                : new Waiting.ForOneWorker(only, worker.facts().slots());
    }

    private Waiting forWorker(JobSpec spec) {
        List<WorkerEntry> ofApp = workforce.of(spec.task().app());
        if (ofApp.isEmpty()) {
            return new Waiting.NoWorker(spec.task().app());
        }
        List<WorkerEntry> capable =
                ofApp.stream().filter(worker -> worker.can(spec)).toList();
        if (capable.isEmpty()) {
            return new Waiting.NoCapableWorker(
                    spec.task().app(), spec.task().capability(), ofApp.size(), offered(ofApp));
        }
        List<WorkerEntry> suitable =
                capable.stream().filter(worker -> worker.matches(spec)).toList();
        if (suitable.isEmpty()) {
            return wrongLabels(spec.routing().affinity(), capable);
        }
        boolean anyFree = suitable.stream().anyMatch(worker -> worker.freeSlots() > 0);
        int slots = suitable.stream().mapToInt(worker -> worker.facts().slots()).sum();
        return anyFree ? new Waiting.ItsTurn() : new Waiting.NoFreeSlot(suitable.size(), slots);
    }

    private static List<String> offered(List<WorkerEntry> workers) {
        return workers.stream()
                .map(worker -> worker.facts().capabilities())
                .flatMap(Collection::stream)
                .distinct()
                .sorted()
                .limit(Waiting.MOST)
                .toList();
    }

    /** The worker of which the fewest labels are wrong shows what to mend. */
    private static Waiting wrongLabels(Affinity wanted, List<WorkerEntry> capable) {
        WorkerEntry nearest = capable.getFirst();
        for (WorkerEntry worker : capable) {
            nearest = wrong(wanted, worker) < wrong(wanted, nearest) ? worker : nearest;
        }
        Map<String, String> labels = nearest.facts().labels();
        return new Waiting.NoMatchingLabels(
                wanted, capable.size(), nearest.facts().id(), wanted.missing(labels), wanted.unwanted(labels));
    }

    private static int wrong(Affinity wanted, WorkerEntry worker) {
        Map<String, String> labels = worker.facts().labels();
        return wanted.missing(labels).size() + wanted.unwanted(labels).size();
    }

    private static List<RunId> ids(List<LiveRun> runs) {
        return runs.stream().map(run -> run.run().id()).toList();
    }
}
