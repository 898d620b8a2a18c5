package io.carillon.schedule;

import io.carillon.model.job.ClockChanges;
import io.carillon.model.job.DailyWindow;
import io.carillon.model.job.TriggerOptions.CalendarUse;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;

/** English. */
record EnglishPhrases() implements TriggerPhrases {

    @Override
    public String separator() {
        return "; ";
    }

    @Override
    public String inZone(String words, ZoneId zone) {
        return words + " (" + zone.getId() + ")";
    }

    @Override
    public String every(Duration period) {
        return EnglishWords.describe(new CronBody.Interval(period));
    }

    @Override
    public String within(String rate, DailyWindow window) {
        return rate + " from " + window.from() + " to " + window.to() + ", " + EnglishWords.weekdays(window.days());
    }

    @Override
    public String delay(Duration pause) {
        return EnglishWords.span(pause) + " after the end of the previous run";
    }

    @Override
    public String once(Instant instant) {
        return "Once, at " + instant;
    }

    @Override
    public String gap(ClockChanges.Gap gap) {
        return switch (gap) {
            case NEXT -> "a time that the clock leaps over fires right after the gap";
            case SKIP -> "a time that the clock leaps over doesn't fire";
        };
    }

    @Override
    public String overlap(ClockChanges.Twice overlap) {
        return switch (overlap) {
            case FIRST -> "a time that the clock shows twice fires the first time";
            case BOTH -> "a time that the clock shows twice fires both times";
        };
    }

    @Override
    public String calendar(CalendarUse use) {
        String days = "on a day that calendar '" + use.name() + "' leaves out, ";
        return switch (use.onHoliday()) {
            case SKIP -> days + "not at all";
            case NEXT -> days + "at the same time of the next day that counts";
            case PREVIOUS -> days + "at the same time of the last day before that counts";
        };
    }

    @Override
    public String start(Instant start) {
        return "from " + start + " on";
    }

    @Override
    public String end(Instant end) {
        return "until " + end;
    }

    @Override
    public String atMost(int count) {
        return count == 1 ? "once" : "at most " + count + " times";
    }

    @Override
    public String jitter(Duration jitter) {
        return "each up to " + EnglishWords.span(jitter) + " later";
    }
}
