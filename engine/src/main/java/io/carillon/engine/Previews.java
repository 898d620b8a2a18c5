package io.carillon.engine;

import io.carillon.model.Problem;
import io.carillon.model.job.Job;
import io.carillon.model.job.Trigger;
import io.carillon.schedule.Descriptions;
import io.carillon.schedule.Language;
import io.carillon.schedule.Preview;
import io.carillon.schedule.Schedule;
import io.carillon.schedule.ScheduleException;
import io.carillon.schedule.TriggerContext;
import io.carillon.schedule.calendar.Calendars;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Looks into the future of a trigger or a job, with the same functions that the planner uses. */
public final class Previews {

    private Previews() {}

    /** The future of a trigger that nobody has saved yet, as if it became active at an instant. */
    public sealed interface Outlook {

        record Foreseen(Preview preview, String description) implements Outlook {}

        /** What saving the trigger would refuse; the pointer begins at the trigger. */
        record Refused(Problem problem) implements Outlook {}
    }

    public static Outlook of(Trigger trigger, Calendars calendars, Instant from, int count, Language language) {
        try {
            Preview preview = Preview.of(trigger, new TriggerContext(calendars, from, 0), from, count);
            return new Outlook.Foreseen(preview, Descriptions.of(trigger, language));
        } catch (ScheduleException refused) {
            String pointer = "/" + TriggerFields.named(refused.field(), trigger);
            return new Outlook.Refused(new Problem(pointer, refused.code(), String.valueOf(refused.getMessage())));
        }
    }

    /** When a job fires next. A fixed delay shows its first fire only: the others depend on how long its runs take. */
    public static Preview of(Job job, CalendarSource calendars, Instant from, int count) {
        List<Trigger> triggers = job.spec().triggers();
        List<Schedule> schedules = Jobs.compile(job, calendars, new ArrayList<>());
        var previews = new ArrayList<Preview>();
        for (int i = 0; i < triggers.size(); i++) {
            TriggerContext context = Jobs.context(job, triggers.get(i), calendars);
            previews.add(Preview.of(triggers.get(i), schedules.get(i), context, from, count));
        }
        return Preview.merged(previews, count);
    }
}
