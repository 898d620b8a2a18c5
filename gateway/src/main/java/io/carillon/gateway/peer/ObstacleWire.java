package io.carillon.gateway.peer;

import static io.carillon.gateway.peer.Marshal.ids;
import static io.carillon.gateway.peer.Marshal.instant;
import static io.carillon.gateway.peer.Marshal.key;
import static io.carillon.gateway.peer.Marshal.micros;
import static io.carillon.gateway.peer.Marshal.nothing;
import static io.carillon.gateway.peer.Marshal.runs;
import static io.carillon.gateway.peer.Marshal.span;

import io.carillon.engine.Guarded;
import io.carillon.engine.Waiting;
import io.carillon.model.AppName;
import io.carillon.model.LimitName;
import io.carillon.model.Namespace;
import io.carillon.model.RunId;
import io.carillon.model.WorkerId;
import io.carillon.model.job.Affinity;
import io.carillon.model.job.RateLimit;
import io.carillon.protocol.v1.node.NodeWire;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a run waits for. */
final class ObstacleWire {

    private ObstacleWire() {}

    static NodeWire.Obstacle write(Waiting waiting) {
        var to = NodeWire.Obstacle.newBuilder();
        switch (waiting) {
            case Waiting.Nothing _ -> to.setNothing(nothing());
            case Waiting.NotDue(var dueAt) -> to.setNotDue(until(dueAt));
            case Waiting.Backlog _ -> to.setBacklog(nothing());
            case Waiting.RetryPause(var until) -> to.setRetryPause(until(until));
            case Waiting.EarlierRuns earlier -> to.setEarlierRuns(earlier(earlier));
            case Waiting.Recovery(var until) -> to.setRecovery(until(until));
            case Waiting.LimitReached reached -> to.setLimitReached(reached(reached));
            case Waiting.RateReached reached -> to.setRateReached(reached(reached));
            case Waiting.BreakerOpen open -> to.setBreakerOpen(open(open));
            case Waiting.BreakerTrying(var of, var run) -> to.setBreakerTrying(trying(of, run));
            case Waiting.NoWorker(var app) ->
                to.setNoWorker(NodeWire.App.newBuilder().setName(app.value()));
            case Waiting.NoCapableWorker none -> to.setNoCapableWorker(incapable(none));
            case Waiting.NoMatchingLabels none -> to.setNoMatchingLabels(unlike(none));
            case Waiting.NoFreeSlot(int workers, int slots) ->
                to.setNoFreeSlot(NodeWire.Slots.newBuilder().setWorkers(workers).setSlots(slots));
            case Waiting.ForOneWorker(var worker, int slots) ->
                to.setForOneWorker(NodeWire.OneWorker.newBuilder()
                        .setWorker(worker.value())
                        .setSlots(slots));
            case Waiting.ItsTurn _ -> to.setItsTurn(nothing());
            case Waiting.Shards(int total, int ended, int unsuccessful) ->
                to.setShards(NodeWire.Shards.newBuilder()
                        .setTotal(total)
                        .setEnded(ended)
                        .setUnsuccessful(unsuccessful));
            case Waiting.Callback(var begunBy, var since, var until) ->
                to.setCallback(elsewhere(begunBy, since).setUntilMicros(micros(until)));
            case Waiting.WorkerToBegin(var worker, var since) -> to.setWorkerToBegin(elsewhere(worker, since));
        }
        return to.build();
    }

    static Waiting read(NodeWire.Obstacle from) {
        return switch (from.getObstacleCase()) {
            case NOT_DUE -> new Waiting.NotDue(until(from.getNotDue()));
            case BACKLOG -> new Waiting.Backlog();
            case RETRY_PAUSE -> new Waiting.RetryPause(until(from.getRetryPause()));
            case EARLIER_RUNS -> earlier(from.getEarlierRuns());
            case RECOVERY -> new Waiting.Recovery(until(from.getRecovery()));
            case LIMIT_REACHED -> reached(from.getLimitReached());
            case RATE_REACHED -> reached(from.getRateReached());
            case BREAKER_OPEN -> open(from.getBreakerOpen());
            case BREAKER_TRYING -> trying(from.getBreakerTrying());
            case NO_WORKER ->
                new Waiting.NoWorker(new AppName(from.getNoWorker().getName()));
            case NO_CAPABLE_WORKER -> incapable(from.getNoCapableWorker());
            case NO_MATCHING_LABELS -> unlike(from.getNoMatchingLabels());
            case NO_FREE_SLOT ->
                new Waiting.NoFreeSlot(
                        from.getNoFreeSlot().getWorkers(), from.getNoFreeSlot().getSlots());
            case FOR_ONE_WORKER ->
                new Waiting.ForOneWorker(
                        new WorkerId(from.getForOneWorker().getWorker()),
                        from.getForOneWorker().getSlots());
            case ITS_TURN -> new Waiting.ItsTurn();
            case SHARDS ->
                new Waiting.Shards(
                        from.getShards().getTotal(),
                        from.getShards().getEnded(),
                        from.getShards().getUnsuccessful());
            case CALLBACK ->
                new Waiting.Callback(
                        new WorkerId(from.getCallback().getWorker()),
                        instant(from.getCallback().getSinceMicros()),
                        instant(from.getCallback().getUntilMicros()));
            case WORKER_TO_BEGIN ->
                new Waiting.WorkerToBegin(
                        new WorkerId(from.getWorkerToBegin().getWorker()),
                        instant(from.getWorkerToBegin().getSinceMicros()));
            case NOTHING, OBSTACLE_NOT_SET -> new Waiting.Nothing();
        };
    }

    private static NodeWire.Until until(Instant instant) {
        return NodeWire.Until.newBuilder().setUntilMicros(micros(instant)).build();
    }

    private static Instant until(NodeWire.Until from) {
        return instant(from.getUntilMicros());
    }

    private static NodeWire.EarlierRuns earlier(Waiting.EarlierRuns earlier) {
        return NodeWire.EarlierRuns.newBuilder()
                .setUnderWay(earlier.underWay())
                .setMax(earlier.max())
                .addAllRuns(ids(earlier.runs()))
                .setAhead(earlier.ahead())
                .build();
    }

    private static Waiting earlier(NodeWire.EarlierRuns from) {
        return new Waiting.EarlierRuns(from.getUnderWay(), from.getMax(), runs(from.getRunsList()), from.getAhead());
    }

    private static NodeWire.LimitReached reached(Waiting.LimitReached reached) {
        return NodeWire.LimitReached.newBuilder()
                .setLimit(reached.limit().value())
                .setMax(reached.max())
                .setHolding(reached.holding())
                .addAllRuns(ids(reached.runs()))
                .build();
    }

    private static Waiting reached(NodeWire.LimitReached from) {
        return new Waiting.LimitReached(
                new LimitName(from.getLimit()), from.getMax(), from.getHolding(), runs(from.getRunsList()));
    }

    private static NodeWire.RateReached reached(Waiting.RateReached reached) {
        var to = NodeWire.RateReached.newBuilder()
                .setOf(guarded(reached.of()))
                .setCount(reached.rate().max())
                .setPerMicros(micros(reached.rate().per()));
        Instant next = reached.next();
        return (next == null ? to : to.setNextMicros(micros(next))).build();
    }

    private static Waiting reached(NodeWire.RateReached from) {
        return new Waiting.RateReached(
                guarded(from.getOf()),
                new RateLimit(from.getCount(), span(from.getPerMicros())),
                from.hasNextMicros() ? instant(from.getNextMicros()) : null);
    }

    private static NodeWire.BreakerOpen open(Waiting.BreakerOpen open) {
        return NodeWire.BreakerOpen.newBuilder()
                .setOf(guarded(open.of()))
                .setUntilMicros(micros(open.until()))
                .setFailed(open.failed())
                .setOutOf(open.outOf())
                .build();
    }

    private static Waiting open(NodeWire.BreakerOpen from) {
        return new Waiting.BreakerOpen(
                guarded(from.getOf()), instant(from.getUntilMicros()), from.getFailed(), from.getOutOf());
    }

    private static NodeWire.BreakerTrying trying(Guarded of, @Nullable RunId run) {
        var to = NodeWire.BreakerTrying.newBuilder().setOf(guarded(of));
        return (run == null ? to : to.setRun(run.value())).build();
    }

    private static Waiting trying(NodeWire.BreakerTrying from) {
        return new Waiting.BreakerTrying(guarded(from.getOf()), from.hasRun() ? new RunId(from.getRun()) : null);
    }

    private static NodeWire.NoCapableWorker incapable(Waiting.NoCapableWorker none) {
        return NodeWire.NoCapableWorker.newBuilder()
                .setApp(none.app().value())
                .setCapability(none.capability())
                .setWorkers(none.workers())
                .addAllOffered(none.offered())
                .build();
    }

    private static Waiting incapable(NodeWire.NoCapableWorker from) {
        return new Waiting.NoCapableWorker(
                new AppName(from.getApp()), from.getCapability(), from.getWorkers(), from.getOfferedList());
    }

    private static NodeWire.NoMatchingLabels unlike(Waiting.NoMatchingLabels none) {
        return NodeWire.NoMatchingLabels.newBuilder()
                .putAllLabels(none.wanted().labels())
                .putAllNotLabels(none.wanted().notLabels())
                .setWorkers(none.workers())
                .setNearest(none.nearest().value())
                .putAllMissing(none.missing())
                .putAllUnwanted(none.unwanted())
                .build();
    }

    private static Waiting unlike(NodeWire.NoMatchingLabels from) {
        return new Waiting.NoMatchingLabels(
                new Affinity(from.getLabelsMap(), from.getNotLabelsMap()),
                from.getWorkers(),
                new WorkerId(from.getNearest()),
                Map.copyOf(from.getMissingMap()),
                Map.copyOf(from.getUnwantedMap()));
    }

    private static NodeWire.Elsewhere.Builder elsewhere(WorkerId worker, Instant since) {
        return NodeWire.Elsewhere.newBuilder().setWorker(worker.value()).setSinceMicros(micros(since));
    }

    private static NodeWire.Guarded guarded(Guarded guarded) {
        return switch (guarded) {
            case Guarded.ByJob(var job) ->
                NodeWire.Guarded.newBuilder().setJob(key(job)).build();
            case Guarded.ByLimit(var namespace, var limit) ->
                NodeWire.Guarded.newBuilder()
                        .setLimit(NodeWire.JobKey.newBuilder()
                                .setNamespace(namespace.value())
                                .setName(limit.value()))
                        .build();
        };
    }

    private static Guarded guarded(NodeWire.Guarded from) {
        return from.hasLimit()
                ? new Guarded.ByLimit(
                        new Namespace(from.getLimit().getNamespace()),
                        new LimitName(from.getLimit().getName()))
                : new Guarded.ByJob(key(from.getJob()));
    }
}
