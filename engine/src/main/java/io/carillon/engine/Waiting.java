package io.carillon.engine;

import io.carillon.model.AppName;
import io.carillon.model.LimitName;
import io.carillon.model.RunId;
import io.carillon.model.WorkerId;
import io.carillon.model.job.Affinity;
import io.carillon.model.job.RateLimit;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a run that has not begun is waiting for, or one that is done in parts, with what a user needs to see about it. Names at most {@link #MOST} of a kind. */
public sealed interface Waiting {

    int MOST = 10;

    /** It is not waiting. */
    record Nothing() implements Waiting {}

    /** Its instant has not come. */
    record NotDue(Instant dueAt) implements Waiting {}

    /** Its instant has come, and it waits in the store until there is room for it in its owner's memory. */
    record Backlog() implements Waiting {}

    /** A failed attempt, or one that a worker declined, is being let rest. */
    record RetryPause(Instant until) implements Waiting {}

    /**
     * Others of its job are under way, as many as may be at once.
     *
     * @param runs some of those under way
     * @param ahead how many wait before it, at most {@link #COUNTED}
     */
    record EarlierRuns(int underWay, int max, List<RunId> runs, int ahead) implements Waiting {

        public static final int COUNTED = 1_000;
    }

    /** A former owner may have handed it out: its worker has until then to say so. */
    record Recovery(Instant until) implements Waiting {}

    /** Others hold a named limit, as many as may at once. */
    record LimitReached(LimitName limit, int max, int holding, List<RunId> runs) implements Waiting {}

    /** As many as may have gone in the latest stretch of time; the next may go then. */
    record RateReached(Guarded of, RateLimit rate, @Nullable Instant next) implements Waiting {}

    /** Too many of the latest attempts failed; one may try then. */
    record BreakerOpen(Guarded of, Instant until, int failed, int outOf) implements Waiting {}

    /** The attempt of another run decides whether anything else goes. */
    record BreakerTrying(Guarded of, @Nullable RunId run) implements Waiting {}

    /** No worker of its app is connected. */
    record NoWorker(AppName app) implements Waiting {}

    /** No connected worker of its app has this task type or handler; what they have instead. */
    record NoCapableWorker(AppName app, String capability, int workers, List<String> offered) implements Waiting {}

    /** The labels of no capable worker are as they should be; what one of them lacks, and what it has too much. */
    record NoMatchingLabels(
            Affinity wanted, int workers, WorkerId nearest, Map<String, String> missing, Map<String, String> unwanted)
            implements Waiting {}

    /** Every suitable worker is busy. */
    record NoFreeSlot(int workers, int slots) implements Waiting {}

    /** It is for one worker alone, all of whose slots are taken; none if that one is not there. */
    record ForOneWorker(WorkerId worker, int slots) implements Waiting {}

    /** Nothing is in its way: it is about to go. */
    record ItsTurn() implements Waiting {}

    /** It is being done in parts, of which so many have ended, some of them in another way than well. */
    record Shards(int total, int ended, int unsuccessful) implements Waiting {}

    /** What its attempt began goes on elsewhere: whoever does it has until then to call back. */
    record Callback(WorkerId begunBy, Instant since, Instant until) implements Waiting {}

    /** Sent; the worker has not said that it began. */
    record WorkerToBegin(WorkerId worker, Instant since) implements Waiting {}
}
