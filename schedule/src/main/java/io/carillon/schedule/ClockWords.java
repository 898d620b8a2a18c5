package io.carillon.schedule;

import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.zone.ZoneOffsetTransition;

/** Says what the clocks do around a fire. */
final class ClockWords {

    private ClockWords() {}

    static String of(Preview.Warning warning, Language language) {
        return switch (language) {
            case ENGLISH -> english(warning);
            case CHINESE -> chinese(warning);
        };
    }

    private static String english(Preview.Warning warning) {
        return switch (warning.kind()) {
            case AFTER_GAP -> leap(warning, "the clock leaps from ", " to ") + ": a time in between fires now";
            case LOST_IN_GAP -> leap(warning, "the clock leaps from ", " to ") + ": a time in between doesn't fire";
            case FIRST_OF_TWO -> "the clock shows " + time(warning) + " twice: this is the first";
            case SECOND_OF_TWO -> "the clock shows " + time(warning) + " twice: this is the second";
        };
    }

    private static String chinese(Preview.Warning warning) {
        return switch (warning.kind()) {
            case AFTER_GAP -> leap(warning, "时钟从 ", " 跳到 ") + "：其间的时刻在此触发";
            case LOST_IN_GAP -> leap(warning, "时钟从 ", " 跳到 ") + "：其间的时刻不触发";
            case FIRST_OF_TWO -> "时钟两次显示 " + time(warning) + "：这是第一次";
            case SECOND_OF_TWO -> "时钟两次显示 " + time(warning) + "：这是第二次";
        };
    }

    private static LocalTime time(Preview.Warning warning) {
        return LocalTime.ofInstant(warning.instant(), warning.zone());
    }

    /** A day can be skipped whole, so a leap from one day to another says the days too. */
    private static String leap(Preview.Warning warning, String from, String to) {
        ZoneOffsetTransition change =
                warning.zone().getRules().previousTransition(warning.instant().plusNanos(1));
        LocalDateTime before = change.getDateTimeBefore();
        LocalDateTime after = change.getDateTimeAfter();
        boolean sameDay = before.toLocalDate().equals(after.toLocalDate());
        return sameDay ? from + before.toLocalTime() + to + after.toLocalTime() : from + before + to + after;
    }
}
