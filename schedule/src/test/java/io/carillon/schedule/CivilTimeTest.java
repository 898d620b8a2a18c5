package io.carillon.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import org.junit.jupiter.api.Test;

class CivilTimeTest {

    @Test
    void every_day_of_the_years_1_to_9999_is_that_of_java_time() {
        long last = LocalDate.of(9999, 12, 31).toEpochDay();
        LocalDate expected = LocalDate.of(1, 1, 1);

        int different = 0;
        for (long day = expected.toEpochDay(); day <= last; day++) {
            different += isSame(day, expected) ? 0 : 1;
            expected = expected.plusDays(1);
        }

        assertThat(different).isZero();
        assertThat(expected).isEqualTo(LocalDate.of(10_000, 1, 1));
    }

    private static boolean isSame(long epochDay, LocalDate expected) {
        long date = CivilTime.dateOf(epochDay);
        int year = CivilTime.year(date);
        int month = CivilTime.month(date);
        return year == expected.getYear()
                && month == expected.getMonthValue()
                && CivilTime.day(date) == expected.getDayOfMonth()
                && CivilTime.epochDay(year, month, CivilTime.day(date)) == epochDay
                && CivilTime.weekday(epochDay) == expected.getDayOfWeek().getValue() % 7
                && CivilTime.daysIn(year, month) == expected.lengthOfMonth();
    }
}
