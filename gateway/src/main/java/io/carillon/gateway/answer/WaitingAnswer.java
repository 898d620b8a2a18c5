package io.carillon.gateway.answer;

import io.carillon.engine.Guarded;
import io.carillon.engine.Waiting;
import io.carillon.model.Durations;
import io.carillon.model.RunId;
import io.carillon.model.json.Json;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** What a run waits for: a code for programs, the numbers and names behind it, and a sentence for people. */
final class WaitingAnswer {

    private WaitingAnswer() {}

    /** Adds it to the why of a run; a run that does not wait has nothing to add. */
    static void put(Waiting waiting, Json.ObjectBuilder why) {
        switch (waiting) {
            case Waiting.Nothing _ -> {}
            case Waiting.NotDue early ->
                code(why, "notDue", "it is due at " + early.dueAt())
                        .put("dueAt", early.dueAt().toString());
            case Waiting.Backlog _ -> code(why, "backlog", "it is due, and waits in the database for room in memory");
            case Waiting.RetryPause pause ->
                code(why, "retryPause", "it rests until " + pause.until())
                        .put("until", pause.until().toString());
            case Waiting.EarlierRuns others -> earlierRuns(others, why);
            case Waiting.Recovery recovery ->
                code(
                                why,
                                "recovery",
                                "a former scheduler may have handed it out: its worker has until " + recovery.until()
                                        + " to say so")
                        .put("until", recovery.until().toString());
            case Waiting.LimitReached limit -> limitReached(limit, why);
            case Waiting.RateReached rate -> rateReached(rate, why);
            case Waiting.BreakerOpen open -> breakerOpen(open, why);
            case Waiting.BreakerTrying trying -> breakerTrying(trying, why);
            case Waiting.NoWorker none ->
                code(why, "noWorker", "no worker of app '" + none.app() + "' is connected")
                        .put("app", none.app().value());
            case Waiting.NoCapableWorker none -> noCapableWorker(none, why);
            case Waiting.NoMatchingLabels none -> noMatchingLabels(none, why);
            case Waiting.NoFreeSlot busy ->
                code(
                                why,
                                "noFreeSlot",
                                "all " + count(busy.slots(), "slot") + " of the " + count(busy.workers(), "worker")
                                        + " that could take it are busy")
                        .put("workers", busy.workers())
                        .put("slots", busy.slots());
            case Waiting.ForOneWorker one ->
                code(
                                why,
                                "forOneWorker",
                                one.slots() == 0
                                        ? "it is for worker " + one.worker() + ", which is not there"
                                        : "it is for worker " + one.worker() + ", whose " + count(one.slots(), "slot")
                                                + " are taken")
                        .put("worker", one.worker().value())
                        .put("slots", one.slots());
            case Waiting.ItsTurn _ -> code(why, "itsTurn", "nothing is in its way: it is about to go");
            case Waiting.Shards shards -> shards(shards, why);
            case Waiting.Callback call -> callback(call, why);
            case Waiting.WorkerToBegin sent ->
                code(
                                why,
                                "workerToBegin",
                                "worker " + sent.worker() + " got it at " + sent.since() + " and has not begun")
                        .put("worker", sent.worker().value())
                        .put("since", sent.since().toString());
        }
    }

    private static void earlierRuns(Waiting.EarlierRuns others, Json.ObjectBuilder why) {
        String ahead =
                others.ahead() == Waiting.EarlierRuns.COUNTED ? others.ahead() + " or more" : "" + others.ahead();
        code(
                        why,
                        "earlierRuns",
                        count(others.underWay(), "run") + " of its job under way, at most " + others.max()
                                + " at once; " + ahead + " in the queue before it")
                .put("underWay", others.underWay())
                .put("max", others.max())
                .put("runs", ids(others.runs()))
                .put("ahead", others.ahead());
    }

    private static void shards(Waiting.Shards shards, Json.ObjectBuilder why) {
        String unsuccessful =
                shards.unsuccessful() == 0 ? "" : ", " + shards.unsuccessful() + " of them without success";
        code(
                        why,
                        "shards",
                        shards.ended() + " of " + count(shards.total(), "shard")
                                + (shards.ended() == 1 ? " has" : " have") + " ended" + unsuccessful)
                .put("total", shards.total())
                .put("ended", shards.ended())
                .put("unsuccessful", shards.unsuccessful());
    }

    private static void callback(Waiting.Callback call, Json.ObjectBuilder why) {
        code(
                        why,
                        "callback",
                        "what worker " + call.begunBy() + " began goes on elsewhere since " + call.since()
                                + "; whoever does it has until " + call.until() + " to call back")
                .put("worker", call.begunBy().value())
                .put("since", call.since().toString())
                .put("until", call.until().toString());
    }

    private static void limitReached(Waiting.LimitReached reached, Json.ObjectBuilder why) {
        code(
                        why,
                        "limitReached",
                        "limit '" + reached.limit() + "' lets " + reached.max() + " run at once; " + reached.holding()
                                + " do")
                .put("limit", reached.limit().value())
                .put("max", reached.max())
                .put("holding", reached.holding())
                .put("runs", ids(reached.runs()));
    }

    private static void rateReached(Waiting.RateReached reached, Json.ObjectBuilder why) {
        Instant next = reached.next();
        code(
                        why,
                        "rateReached",
                        "the rate of " + reached.of() + " lets "
                                + reached.rate().max() + " go per "
                                + Durations.format(reached.rate().per())
                                + (next == null ? "" : "; the next at " + next))
                .put("max", reached.rate().max())
                .put("per", Durations.format(reached.rate().per()));
        guarded(reached.of(), why);
        if (next != null) {
            why.put("next", next.toString());
        }
    }

    private static void breakerOpen(Waiting.BreakerOpen open, Json.ObjectBuilder why) {
        code(
                        why,
                        "breakerOpen",
                        "the breaker of " + open.of() + " is open until " + open.until() + ": of the latest "
                                + open.outOf() + " attempts " + open.failed() + " had failed")
                .put("until", open.until().toString())
                .put("failed", open.failed())
                .put("outOf", open.outOf());
        guarded(open.of(), why);
    }

    private static void breakerTrying(Waiting.BreakerTrying trying, Json.ObjectBuilder why) {
        code(
                why,
                "breakerTrying",
                "the breaker of " + trying.of() + " is half open: another run's attempt decides whether others go");
        guarded(trying.of(), why);
        if (trying.run() != null) {
            why.put("runs", ids(List.of(trying.run())));
        }
    }

    private static void noCapableWorker(Waiting.NoCapableWorker none, Json.ObjectBuilder why) {
        code(
                        why,
                        "noCapableWorker",
                        "none of the " + count(none.workers(), "worker") + " of app '" + none.app() + "' has '"
                                + none.capability() + "'")
                .put("app", none.app().value())
                .put("capability", none.capability())
                .put("workers", none.workers())
                .put("offered", Json.array(none.offered().stream().map(Json::of).toList()));
    }

    private static String wrongLabels(Waiting.NoMatchingLabels none) {
        String lacks = none.missing().isEmpty() ? "" : " lacks " + none.missing();
        String has = none.unwanted().isEmpty() ? "" : " has " + none.unwanted();
        return lacks.isEmpty() || has.isEmpty() ? lacks + has : lacks + " and" + has;
    }

    private static void noMatchingLabels(Waiting.NoMatchingLabels none, Json.ObjectBuilder why) {
        code(
                        why,
                        "noMatchingLabels",
                        "the labels of none of the " + count(none.workers(), "worker")
                                + " that could take it are as it asks for; worker " + none.nearest()
                                + wrongLabels(none))
                .put("workers", none.workers())
                .put("wanted", strings(none.wanted().labels()))
                .put("notWanted", strings(none.wanted().notLabels()))
                .put("missing", strings(none.missing()))
                .put("unwanted", strings(none.unwanted()))
                .put("worker", none.nearest().value());
    }

    private static Json.ObjectBuilder code(Json.ObjectBuilder why, String code, String text) {
        return why.put("code", code).put("text", text);
    }

    private static void guarded(Guarded of, Json.ObjectBuilder why) {
        switch (of) {
            case Guarded.ByJob job -> why.put("job", job.job().name().value());
            case Guarded.ByLimit limit -> why.put("limit", limit.limit().value());
        }
    }

    private static Json ids(List<RunId> runs) {
        return Json.array(runs.stream().map(run -> Json.of(run.toString())).toList());
    }

    private static Json strings(Map<String, String> values) {
        var out = Json.object();
        values.forEach(out::put);
        return out.build();
    }

    private static String count(int number, String word) {
        return number + " " + word + (number == 1 ? "" : "s");
    }
}
