package io.carillon.model.job;

import java.util.List;

/**
 * A named choice of time. Its rules are read in order and the last one that knows a moment decides about it; a moment that
 * no rule knows is in if the first rule takes something out, and out if the first rule lets something in.
 */
public record CalendarSpec(String name, List<CalendarRule> rules) {

    public static final int MAX_RULES = 100;

    public CalendarSpec {
        if (rules.isEmpty() || rules.size() > MAX_RULES) {
            throw new IllegalArgumentException("a calendar has 1 to " + MAX_RULES + " rules");
        }
        rules = List.copyOf(rules);
    }
}
