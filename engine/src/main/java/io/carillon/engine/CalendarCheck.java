package io.carillon.engine;

import io.carillon.model.Problem;
import io.carillon.model.ResourceKey;
import io.carillon.model.job.CalendarRule;
import io.carillon.model.job.CalendarSpec;
import io.carillon.model.job.CamelCase;
import io.carillon.schedule.ScheduleException;
import io.carillon.schedule.calendar.Calendars;
import java.util.ArrayList;
import java.util.List;

/** Tells what is wrong with a calendar among the others of its namespace, and with those that are made of it. */
final class CalendarCheck {

    private final Resources resources;
    private final References references;

    CalendarCheck(Resources resources, References references) {
        this.resources = resources;
        this.references = references;
    }

    List<Problem> problems(ResourceKey key, CalendarSpec calendar) {
        Calendars changed = resources.calendarsWith(key.namespace(), calendar);
        var problems = new ArrayList<Problem>();
        for (int i = 0; i < calendar.rules().size(); i++) {
            CalendarRule rule = calendar.rules().get(i);
            if (rule instanceof CalendarRule.Use use) {
                String pointer = "/spec/rules/" + i + "/" + CamelCase.of(use.effect()) + "/calendar";
                resolve(changed, use.calendar(), pointer, "", problems);
            }
        }
        if (problems.isEmpty()) {
            resolve(changed, calendar.name(), "/spec/rules", "", problems);
        }
        if (problems.isEmpty()) {
            for (ResourceKey user : references.withDependents(key)) {
                resolve(changed, user.name().value(), "/spec/rules", "for " + user + ": ", problems);
            }
        }
        return problems;
    }

    private static void resolve(
            Calendars calendars, String name, String pointer, String about, List<Problem> problems) {
        try {
            calendars.named(name);
        } catch (ScheduleException refused) {
            problems.add(new Problem(pointer, refused.code(), about + refused.getMessage()));
        }
    }
}
