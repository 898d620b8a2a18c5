package io.carillon.gateway.answer;

import io.carillon.engine.Waiting;
import io.carillon.model.Durations;
import io.carillon.model.job.CamelCase;
import io.carillon.model.job.Trigger;
import io.carillon.model.json.Json;
import io.carillon.model.run.Attempt;
import io.carillon.model.run.Cause;
import io.carillon.model.run.Choice;
import io.carillon.model.run.Run;
import io.carillon.model.run.RunState;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Why a run exists, why it waits, why its worker has it, why it was left out: facts first, and a sentence. */
public final class WhyAnswer {

    private WhyAnswer() {}

    /**
     * What is known of a run beside the run itself.
     *
     * @param triggers those of the definition that it was made from; empty if nobody looked
     * @param waiting what it waits for; null if nobody knows
     */
    record Background(List<Trigger> triggers, @Nullable Waiting waiting) {

        static final Background NONE = new Background(List.of(), null);
    }

    static Json of(Run run, @Nullable Attempt attempt, Background background) {
        var why = Json.object().put("cause", cause(run.cause(), background.triggers()));
        if (background.waiting() != null) {
            WaitingAnswer.put(background.waiting(), why);
        }
        if (run.state() instanceof RunState.Waiting pause && pause.lastError() != null) {
            why.put("retryAt", pause.notBefore().toString());
        }
        if (run.state() instanceof RunState.Skipped skipped) {
            why.put("code", CamelCase.of(skipped.reason()))
                    .put("text", text(skipped))
                    .put("skipped", skipped(skipped));
        }
        if (attempt != null && attempt.choice() != null) {
            why.put("chosen", choice(attempt.choice()));
        }
        return why.build();
    }

    static Json choice(Choice choice) {
        var out = Json.object()
                .put("strategy", CamelCase.of(choice.strategy()))
                .put("suitable", choice.suitable())
                .put("freeSlots", choice.freeSlots());
        if (choice.busy() != null) {
            out.put("busy", percent(choice.busy()));
        }
        if (choice.insteadOf() != null) {
            out.put("insteadOf", choice.insteadOf().value());
        }
        return out.build();
    }

    /** Thousandths as people read them. */
    public static long percent(int permille) {
        return Math.round(permille / 10.0);
    }

    private static Json skipped(RunState.Skipped skipped) {
        var out = Json.object()
                .put("reason", CamelCase.of(skipped.reason()))
                .put("count", skipped.count())
                .put("through", skipped.through().toString());
        if (skipped.inTheWay() != null) {
            out.put("inTheWay", skipped.inTheWay().toString());
        }
        return out.build();
    }

    private static String text(RunState.Skipped skipped) {
        return switch (skipped.reason()) {
            case MISFIRE -> "no scheduler was there when it was due, and its job leaves out what was missed like this";
            case OVERLAP ->
                skipped.inTheWay() == null
                        ? "an earlier run of its job had not ended"
                        : "run " + skipped.inTheWay() + " of its job had not ended";
            case DEADLINE -> "it had not been handed out by its deadline";
            case TASK -> "its task found that there was nothing to be done";
        };
    }

    private static Json cause(Cause cause, List<Trigger> triggers) {
        return switch (cause) {
            case Cause.Fired fired -> triggered("fired", fired.trigger(), triggers);
            case Cause.CaughtUp caughtUp -> triggered("caughtUp", caughtUp.trigger(), triggers);
            case Cause.Requested requested -> {
                var out = Json.object().put("type", "requested");
                if (requested.key() != null) {
                    out.put("key", requested.key());
                }
                yield out.build();
            }
            case Cause.Compensation compensation ->
                Json.object()
                        .put("type", "compensation")
                        .put("of", compensation.of().toString())
                        .build();
            case Cause.Shard shard -> {
                var out = Json.object()
                        .put("type", "shard")
                        .put("of", shard.of().toString())
                        .put("index", shard.index())
                        .put("total", shard.total());
                if (shard.worker() != null) {
                    out.put("worker", shard.worker().value());
                }
                yield out.build();
            }
            case Cause.Rerun rerun -> {
                var out =
                        Json.object().put("type", "rerun").put("of", rerun.of().toString());
                if (rerun.key() != null) {
                    out.put("key", rerun.key());
                }
                yield out.build();
            }
        };
    }

    private static Json triggered(String type, int trigger, List<Trigger> triggers) {
        var out = Json.object().put("type", type).put("trigger", trigger);
        if (trigger < triggers.size()) {
            out.put("expression", expression(triggers.get(trigger)));
        }
        return out.build();
    }

    private static String expression(Trigger trigger) {
        return switch (trigger) {
            case Trigger.Cron cron -> cron.expression();
            case Trigger.Every every -> "every " + Durations.format(every.period());
            case Trigger.Delay delay -> "delay " + Durations.format(delay.pause());
            case Trigger.At at -> "at " + at.instant();
        };
    }
}
