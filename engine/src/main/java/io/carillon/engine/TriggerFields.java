package io.carillon.engine;

import io.carillon.model.job.Trigger;
import java.util.Set;

/** Which field of a trigger's document a mistake is in. */
final class TriggerFields {

    private static final Set<String> OPTIONS = Set.of("zone", "gap", "overlap", "calendar", "end", "jitter");

    private TriggerFields() {}

    /** The field that says when. */
    static String kind(Trigger trigger) {
        return switch (trigger) {
            case Trigger.Cron _ -> "cron";
            case Trigger.Every _ -> "every";
            case Trigger.Delay _ -> "delay";
            case Trigger.At _ -> "at";
        };
    }

    /** The field for what the schedule calls wrong: a part of an expression, such as its hour, is in the field that says when. */
    static String named(String part, Trigger trigger) {
        return OPTIONS.contains(part) ? part : kind(trigger);
    }
}
