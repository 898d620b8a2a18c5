package io.carillon.model.job;

import io.carillon.model.ResourceKind;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * A named choice of time. Its rules are read in order and the last one that knows a moment decides about it; a moment that
 * no rule knows is in if the first rule takes something out, and out if the first rule lets something in.
 */
public record CalendarSpec(String name, List<CalendarRule> rules) implements ResourceSpec {

    public static final int MAX_RULES = 100;

    public CalendarSpec {
        if (rules.isEmpty() || rules.size() > MAX_RULES) {
            throw new IllegalArgumentException("a calendar has 1 to " + MAX_RULES + " rules");
        }
        rules = List.copyOf(rules);
    }

    @Override
    public ResourceKind kind() {
        return ResourceKind.CALENDAR;
    }

    /** The calendars whose time it is made of. */
    public SortedSet<String> uses() {
        var used = new TreeSet<String>();
        for (CalendarRule rule : rules) {
            if (rule instanceof CalendarRule.Use use) {
                used.add(use.calendar());
            }
        }
        return used;
    }
}
