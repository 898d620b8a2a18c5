package io.carillon.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.model.job.ClockChanges;
import io.carillon.model.job.ClockChanges.Gap;
import io.carillon.model.job.ClockChanges.Twice;
import io.carillon.model.job.CronDialect;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * The rule for gaps and overlaps, minute by minute, around every change of the clocks that the JDK knows in twenty years. The
 * enumerators below are slow on purpose: they know nothing but the rule as it is written. Zones with the same rules are
 * visited once, since the zone's name doesn't matter. {@code -Dcarillon.schedule.years=1975-2099} asks for more years.
 */
class EveryZoneTest {

    private static final String[] YEARS =
            System.getProperty("carillon.schedule.years", "2008-2027").split("-");
    private static final int WINDOW_HOURS = 26;

    /** A schedule under test and the same thing said by a predicate on the wall clock. */
    private record Sample(String expression, Predicate<LocalDateTime> matches) {}

    @Test
    void fixed_times_obey_the_rule_around_every_change_of_the_clocks() {
        int changes = forEachChange((zone, change) -> {
            for (Sample sample : fixedSamples(change)) {
                var times = wallClock(zone, change, sample);
                check(
                        zone,
                        change,
                        sample,
                        ClockChanges.BY_RULE,
                        byWallClock(zone, change, times, Gap.NEXT, Twice.FIRST));
            }
        });

        assertThat(changes).isGreaterThan(1_000);
    }

    @Test
    void repeating_expressions_follow_elapsed_time_around_every_change_of_the_clocks() {
        int changes = forEachChange((zone, change) -> {
            for (Sample sample : repeatingSamples(change)) {
                check(zone, change, sample, ClockChanges.BY_RULE, byElapsedTime(zone, change, sample));
            }
        });

        assertThat(changes).isGreaterThan(1_000);
    }

    @Test
    void a_choice_of_gap_and_overlap_replaces_the_rule() {
        forEachChange((zone, change) -> {
            Sample fixed = fixedSamples(change).get(1);
            Sample repeating = repeatingSamples(change).getFirst();
            var fixedTimes = wallClock(zone, change, fixed);
            var repeatingTimes = wallClock(zone, change, repeating);
            for (Gap gap : Gap.values()) {
                for (Twice overlap : Twice.values()) {
                    var choice = new ClockChanges(Optional.of(gap), Optional.of(overlap));
                    check(zone, change, fixed, choice, byWallClock(zone, change, fixedTimes, gap, overlap));
                    check(zone, change, repeating, choice, byWallClock(zone, change, repeatingTimes, gap, overlap));
                }
            }
        });
    }

    private static List<Sample> fixedSamples(ZoneOffsetTransition change) {
        LocalTime first = change.isGap()
                ? change.getDateTimeBefore().toLocalTime()
                : change.getDateTimeAfter().toLocalTime();
        LocalTime inside = first.plusMinutes(17);
        LocalTime before = first.minusMinutes(1);
        LocalTime after = first.plusSeconds(Math.abs(change.getDuration().toSeconds()));
        var date = change.getDateTimeBefore().toLocalDate();
        return List.of(
                daily(first),
                daily(inside),
                daily(before),
                daily(after),
                new Sample(
                        "0,17,59 " + first.getHour() + "," + after.getHour() + " * * *",
                        time -> List.of(0, 17, 59).contains(time.getMinute())
                                && List.of(first.getHour(), after.getHour()).contains(time.getHour())),
                new Sample(
                        inside.getMinute() + " " + inside.getHour() + " " + date.getDayOfMonth() + " "
                                + date.getMonthValue() + " *",
                        time -> isAt(time, inside)
                                && time.getDayOfMonth() == date.getDayOfMonth()
                                && time.getMonth() == date.getMonth()));
    }

    private static Sample daily(LocalTime at) {
        return new Sample(at.getMinute() + " " + at.getHour() + " * * *", time -> isAt(time, at));
    }

    private static boolean isAt(LocalDateTime time, LocalTime at) {
        return time.getHour() == at.getHour() && time.getMinute() == at.getMinute();
    }

    private static List<Sample> repeatingSamples(ZoneOffsetTransition change) {
        int hour = change.getDateTimeBefore().getHour();
        int next = Math.min(hour + 2, 23);
        int start = Math.min(hour, next - 1);
        return List.of(
                new Sample("*/15 * * * *", time -> time.getMinute() % 15 == 0),
                new Sample("7 * * * *", time -> time.getMinute() == 7),
                new Sample(
                        "10-12 " + hour + " * * *",
                        time -> time.getHour() == hour && time.getMinute() >= 10 && time.getMinute() <= 12),
                new Sample(
                        "40 " + start + "-" + next + " * * *",
                        time -> time.getMinute() == 40 && time.getHour() >= start && time.getHour() <= next),
                new Sample("0 */6 * * *", time -> time.getMinute() == 0 && time.getHour() % 6 == 0));
    }

    private static void check(
            ZoneId zone, ZoneOffsetTransition change, Sample sample, ClockChanges choice, List<Instant> expected) {
        var schedule =
                CronExpression.parse(sample.expression(), CronDialect.UNIX).in(zone, Instant.EPOCH, choice);
        List<Instant> fires = new ArrayList<>();
        List<Instant> fromBetween = new ArrayList<>();
        Instant at = start(change).minusSeconds(1);
        Instant next = schedule.next(at);
        while (next != null && next.isBefore(end(change))) {
            fires.add(next);
            fromBetween.add(Objects.requireNonNull(
                    schedule.next(at.plus(Duration.between(at, next).dividedBy(2)))));
            at = next;
            next = schedule.next(at);
        }

        String name = sample.expression() + " in " + zone + " with " + choice + " at " + change;
        assertThat(fires).as(name).isEqualTo(expected);
        assertThat(fromBetween).as("asked from between: " + name).isEqualTo(expected);
    }

    /** Every matching wall-clock minute of the window, with the instants that the rule gives it. */
    private static List<Instant> byWallClock(
            ZoneId zone, ZoneOffsetTransition change, List<LocalDateTime> times, Gap gap, Twice overlap) {
        ZoneRules rules = zone.getRules();
        TreeSet<Instant> fires = new TreeSet<>();
        for (LocalDateTime time : times) {
            List<ZoneOffset> offsets = rules.getValidOffsets(time);
            if (offsets.isEmpty() && gap == Gap.NEXT) {
                fires.add(rules.getTransition(time).getInstant());
            }
            for (ZoneOffset offset : overlap == Twice.FIRST && offsets.size() == 2 ? offsets.subList(0, 1) : offsets) {
                fires.add(time.toInstant(offset));
            }
        }
        return fires.stream()
                .filter(fire -> !fire.isBefore(start(change)) && fire.isBefore(end(change)))
                .toList();
    }

    private static List<LocalDateTime> wallClock(ZoneId zone, ZoneOffsetTransition change, Sample sample) {
        List<LocalDateTime> times = new ArrayList<>();
        LocalDateTime last = LocalDateTime.ofInstant(end(change), zone).plusHours(1);
        LocalDateTime time = LocalDateTime.ofInstant(start(change), zone).minusHours(1);
        for (; time.isBefore(last); time = time.plusMinutes(1)) {
            if (sample.matches().test(time)) {
                times.add(time);
            }
        }
        return times;
    }

    /** Every minute that really passes, with what the wall clock shows in it. */
    private static List<Instant> byElapsedTime(ZoneId zone, ZoneOffsetTransition change, Sample sample) {
        List<Instant> fires = new ArrayList<>();
        for (Instant instant = start(change); instant.isBefore(end(change)); instant = instant.plusSeconds(60)) {
            if (sample.matches().test(LocalDateTime.ofInstant(instant, zone))) {
                fires.add(instant);
            }
        }
        return fires;
    }

    private static Instant start(ZoneOffsetTransition change) {
        return change.getInstant().minusSeconds(WINDOW_HOURS * 3600);
    }

    private static Instant end(ZoneOffsetTransition change) {
        return change.getInstant().plusSeconds(WINDOW_HOURS * 3600);
    }

    private interface Visit {
        void to(ZoneId zone, ZoneOffsetTransition change);
    }

    private static int forEachChange(Visit visit) {
        int changes = 0;
        Instant end = ZonedDateTime.of(Integer.parseInt(YEARS[1]) + 1, 1, 1, 0, 0, 0, 0, ZoneOffset.UTC)
                .toInstant();
        for (ZoneId zone : zonesWithDifferentRules()) {
            Instant after = ZonedDateTime.of(Integer.parseInt(YEARS[0]), 1, 1, 0, 0, 0, 0, ZoneOffset.UTC)
                    .toInstant();
            var change = zone.getRules().nextTransition(after);
            while (change != null && change.getInstant().isBefore(end)) {
                visit.to(zone, change);
                changes++;
                change = zone.getRules().nextTransition(change.getInstant());
            }
        }
        return changes;
    }

    private static List<ZoneId> zonesWithDifferentRules() {
        Map<String, ZoneId> zones = ZoneId.getAvailableZoneIds().stream()
                .collect(Collectors.toMap(id -> id, ZoneId::of, (one, _) -> one, TreeMap::new));
        return zones.values().stream()
                .collect(Collectors.toMap(ZoneId::getRules, zone -> zone, (one, _) -> one))
                .values()
                .stream()
                .sorted((one, other) -> one.getId().compareTo(other.getId()))
                .toList();
    }
}
