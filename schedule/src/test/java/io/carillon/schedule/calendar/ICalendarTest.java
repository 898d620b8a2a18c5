package io.carillon.schedule.calendar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.carillon.model.job.CalendarSpec;
import io.carillon.schedule.ScheduleException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ICalendarTest {

    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
    private static final LocalDate BEFORE = LocalDate.of(2030, 1, 1);

    private static final String HOLIDAYS = """
            BEGIN:VCALENDAR
            VERSION:2.0
            BEGIN:VTIMEZONE
            TZID:Europe/Berlin
            BEGIN:STANDARD
            DTSTART:19961027T030000
            END:STANDARD
            END:VTIMEZONE
            BEGIN:VEVENT
            DTSTART;VALUE=DATE:20271001
            DTEND;VALUE=DATE:20271008
            SUMMARY:National Day\\, the gol
             den week
            BEGIN:VALARM
            TRIGGER:-PT15M
            END:VALARM
            END:VEVENT
            BEGIN:VEVENT
            DTSTART;VALUE=DATE:20271009
            SUMMARY:worked
            X-APPLE-SPECIAL-DAY:ALTERNATE-WORKDAY
            END:VEVENT
            BEGIN:VEVENT
            DTSTART;VALUE=DATE:20271225
            STATUS:CANCELLED
            END:VEVENT
            BEGIN:VEVENT
            DTSTART:20270301T220000Z
            DURATION:PT4H
            SUMMARY:freeze
            END:VEVENT
            END:VCALENDAR
            """;

    @Test
    void events_become_occurrences_in_wall_clock_time() {
        var events = ICalendar.read(HOLIDAYS.replace("\n", "\r\n"), BERLIN, BEFORE);

        assertThat(events)
                .containsExactly(
                        new ImportedEvent(
                                "National Day, the golden week", at("2027-10-01T00:00"), at("2027-10-08T00:00"), false),
                        new ImportedEvent("worked", at("2027-10-09T00:00"), at("2027-10-10T00:00"), true),
                        new ImportedEvent("freeze", at("2027-03-01T23:00"), at("2027-03-02T03:00"), false));
    }

    @Test
    void imported_events_make_a_calendar() {
        var rules = ICalendar.rules(ICalendar.read(HOLIDAYS, BERLIN, BEFORE));
        var calendar = new Calendars(Map.of("cn", new CalendarSpec("cn", rules))).named("cn");

        assertThat(calendar.includes(at("2027-09-30T12:00"))).isTrue();
        assertThat(calendar.includes(at("2027-10-07T12:00"))).isFalse();
        assertThat(calendar.includes(at("2027-10-09T12:00"))).isTrue();
        assertThat(calendar.includes(at("2027-03-02T02:59"))).isFalse();
    }

    @ParameterizedTest(name = "{1}")
    @CsvSource(delimiter = '|', textBlock = """
            DTSTART;VALUE=DATE:20271225 | RRULE:FREQ=YEARLY                       | 2027-12-25T00:00 2028-12-25T00:00 2029-12-25T00:00
            DTSTART;VALUE=DATE:20280229 | RRULE:FREQ=YEARLY                       | 2028-02-29T00:00
            DTSTART;VALUE=DATE:20270131 | RRULE:FREQ=MONTHLY;COUNT=3              | 2027-01-31T00:00 2027-03-31T00:00 2027-05-31T00:00
            DTSTART:20270301T090000     | RRULE:FREQ=WEEKLY;INTERVAL=2;UNTIL=20270331T000000 | 2027-03-01T09:00 2027-03-15T09:00 2027-03-29T09:00
            DTSTART:20270327T230000Z    | RRULE:FREQ=DAILY;COUNT=2                | 2027-03-28T00:00 2027-03-29T01:00
            DTSTART;TZID=America/New_York:20270301T120000 | RRULE:FREQ=DAILY;COUNT=1 | 2027-03-01T18:00
            """)
    void repeated_events_are_followed_until_a_date(String start, String rule, String expected) {
        var events = ICalendar.read(event(start + "\n" + rule), BERLIN, BEFORE);

        assertThat(events).extracting(event -> event.from().toString()).containsExactly(expected.split(" "));
    }

    @Test
    void exceptions_are_left_out() {
        var events = ICalendar.read(
                event("DTSTART;VALUE=DATE:20270101\nRRULE:FREQ=DAILY;COUNT=4\n"
                        + "EXDATE;VALUE=DATE:20270102\nEXDATE;VALUE=DATE:20270104"),
                BERLIN,
                BEFORE);

        assertThat(events)
                .extracting(event -> event.from().toLocalDate().toString())
                .containsExactly("2027-01-01", "2027-01-03");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            DTSTART;VALUE=DATE:20271301 | line 3
            DTSTART;TZID=Mars/Olympus:20270101T000000 | Mars/Olympus
            DTSTART nothing             | a name, a colon
            DTSTART:20270101#DTEND:20270101 | ends before it begins
            DTSTART:20270101#DURATION:-PT1H | not positive
            DTSTART:20270101#DURATION:soon  | not a duration
            DTSTART:20270101#RRULE:FREQ=YEARLY;BYDAY=1MO | BYDAY=1MO
            DTSTART:20270101#RRULE:FREQ=HOURLY | FREQ is
            DTSTART:20270101#RRULE:FREQ=DAILY;COUNT=-1 | 1 to 9999
            """)
    void what_cannot_be_followed_is_refused_by_its_line(String lines, String problem) {
        var refusal = catchThrowableOfType(
                ScheduleException.class, () -> ICalendar.read(event(lines.replace('#', '\n')), BERLIN, BEFORE));

        assertThat(refusal.code()).isEqualTo("icalendar");
        assertThat(refusal).hasMessageContaining(problem);
    }

    @Test
    void wounded_files_are_read_or_refused() {
        var random = new Random(5_545);
        int refused = 0;

        for (int i = 0; i < 5_000; i++) {
            StringBuilder text = new StringBuilder(HOLIDAYS);
            for (int wounds = 1 + random.nextInt(4); wounds > 0; wounds--) {
                text.setCharAt(random.nextInt(text.length()), ":;=\nPTZ09BEG \"".charAt(random.nextInt(14)));
            }
            try {
                ICalendar.rules(ICalendar.read(text.toString(), BERLIN, BEFORE));
            } catch (ScheduleException refusal) {
                refused++;
                assertThat(refusal.code()).isEqualTo("icalendar");
            }
        }

        assertThat(refused).isBetween(100, 4_900);
    }

    @Test
    void text_that_is_no_calendar_is_refused() {
        for (String text : List.of("", "hello", "BEGIN:VCARD\nEND:VCARD", "BEGIN:VCALENDAR\nBEGIN:VEVENT")) {
            var refusal = catchThrowableOfType(ScheduleException.class, () -> ICalendar.read(text, BERLIN, BEFORE));

            assertThat(refusal.code()).isEqualTo("icalendar");
        }
    }

    private static String event(String lines) {
        return "BEGIN:VCALENDAR\nBEGIN:VEVENT\n" + lines + "\nEND:VEVENT\nEND:VCALENDAR\n";
    }

    private static LocalDateTime at(String text) {
        return LocalDateTime.parse(text);
    }
}
