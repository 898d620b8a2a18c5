package io.carillon.model.job;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.Set;

/** One rule of a calendar, in wall-clock time: which moments it knows, and whether they are let in or taken out. */
public sealed interface CalendarRule {

    Effect effect();

    /** What a rule does to the moments that it knows. */
    enum Effect {
        INCLUDE,
        EXCLUDE
    }

    /** Whole days by their date: public holidays to take out, or make-up working days to let in. */
    record Dates(Effect effect, Set<LocalDate> dates) implements CalendarRule {

        public static final int MAX_DATES = 10_000;

        public Dates {
            if (dates.size() > MAX_DATES) {
                throw new IllegalArgumentException("a rule has at most " + MAX_DATES + " dates");
            }
            dates = Set.copyOf(dates);
        }
    }

    /** Whole days by their weekday. */
    record Weekdays(Effect effect, Set<DayOfWeek> weekdays) implements CalendarRule {

        public Weekdays {
            weekdays = Set.copyOf(weekdays);
        }
    }

    /** A time of each day, without its end; from 22:00 to 06:00 it is the night. */
    record Hours(Effect effect, LocalTime from, LocalTime to) implements CalendarRule {

        public Hours {
            if (from.equals(to)) {
                throw new IllegalArgumentException("a daily range's 'from' and 'to' differ");
            }
        }
    }

    /** One stretch of time, without its end: a freeze, a maintenance. */
    record Period(Effect effect, LocalDateTime from, LocalDateTime to) implements CalendarRule {

        public Period {
            if (!from.isBefore(to)) {
                throw new IllegalArgumentException("a period's 'to' is after its 'from'");
            }
        }
    }

    /** The moments that another calendar lets in. */
    record Use(Effect effect, String calendar) implements CalendarRule {}
}
