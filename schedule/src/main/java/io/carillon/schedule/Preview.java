package io.carillon.schedule;

import io.carillon.model.job.ClockChanges;
import io.carillon.model.job.Trigger;
import io.carillon.model.job.TriggerBounds;
import io.carillon.model.job.TriggerOptions;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The next fires of triggers, with a warning where the clocks of a zone change.
 *
 * @param warnings up to the last fire, in the order of time
 */
public record Preview(List<Instant> fires, List<Warning> warnings) {

    /** No fire to come. */
    public static final Preview NOTHING = new Preview(List.of(), List.of());

    /** A fire, or one that doesn't happen, that may surprise who reads it by the wall clock of a zone. */
    public record Warning(Instant instant, Kind kind, ZoneId zone) {

        public String text(Language language) {
            return ClockWords.of(this, language);
        }
    }

    /** Why it may surprise. */
    public enum Kind {
        /** It is the first instant after a gap, perhaps in place of a time that the clock leapt over. */
        AFTER_GAP,
        /** The clock leaps over a time here, and there is no fire in its place. */
        LOST_IN_GAP,
        /** The clock will show its time once more. */
        FIRST_OF_TWO,
        /** The clock has shown its time before. */
        SECOND_OF_TWO
    }

    /**
     * The fires after an instant, at most {@code count} of them.
     *
     * @throws ScheduleException when the trigger makes no sense or can never fire
     */
    public static Preview of(Trigger trigger, TriggerContext context, Instant after, int count) {
        return of(trigger, Schedules.compile(trigger, context), context, after, count);
    }

    /** As above, of a trigger that is compiled already. */
    public static Preview of(Trigger trigger, Schedule schedule, TriggerContext context, Instant after, int count) {
        List<Instant> fires = new ArrayList<>();
        Instant next = schedule.next(after);
        while (next != null && fires.size() < count) {
            fires.add(next);
            next = schedule.next(next);
        }
        List<Warning> warnings = new ArrayList<>();
        if (!fires.isEmpty() && knowsClocks(trigger)) {
            ZoneId zone = WallClock.current(trigger.zone());
            fires.forEach(fire -> warningAt(fire, zone).ifPresent(warnings::add));
            if (trigger instanceof Trigger.Cron cron) {
                warnings.addAll(lost(cron, context, after, fires.getLast()));
            }
        }
        return new Preview(fires, sorted(warnings));
    }

    /** The first fires of several triggers; those that fall together are one. */
    public static Preview merged(List<Preview> previews, int count) {
        SortedSet<Instant> all = new TreeSet<>();
        previews.forEach(preview -> all.addAll(preview.fires()));
        List<Instant> fires = all.stream().limit(count).toList();
        List<Warning> warnings = previews.stream()
                .flatMap(preview -> preview.warnings().stream())
                .filter(warning -> !fires.isEmpty() && !warning.instant().isAfter(fires.getLast()))
                .distinct()
                .toList();
        return new Preview(fires, sorted(warnings));
    }

    private static List<Warning> sorted(List<Warning> warnings) {
        return warnings.stream()
                .sorted(Comparator.comparing(Warning::instant).thenComparing(Warning::kind))
                .toList();
    }

    /** Elapsed time knows no gaps and no overlaps. */
    private static boolean knowsClocks(Trigger trigger) {
        return switch (trigger) {
            case Trigger.Cron cron ->
                !(CronExpression.parse(cron.expression(), cron.dialect()).body() instanceof CronBody.Interval);
            case Trigger.Every every -> every.window().isPresent();
            case Trigger.Delay _, Trigger.At _ -> false;
        };
    }

    private static Optional<Warning> warningAt(Instant fire, ZoneId zone) {
        Kind kind = kindOf(fire, zone.getRules());
        return kind == null ? Optional.empty() : Optional.of(new Warning(fire, kind, zone));
    }

    private static @Nullable Kind kindOf(Instant fire, ZoneRules rules) {
        ZoneOffsetTransition begun = rules.previousTransition(fire.plusNanos(1));
        if (begun != null && begun.isGap() && begun.getInstant().equals(fire)) {
            return Kind.AFTER_GAP;
        }
        LocalDateTime time = LocalDateTime.ofInstant(fire, rules.getOffset(fire));
        if (rules.getValidOffsets(time).size() < 2) {
            return null;
        }
        boolean first = rules.getValidOffsets(time).getFirst().equals(rules.getOffset(fire));
        return first ? Kind.FIRST_OF_TWO : Kind.SECOND_OF_TWO;
    }

    /** Where the trigger would fire right after a gap if it were told to, and doesn't. */
    private static List<Warning> lost(Trigger.Cron cron, TriggerContext context, Instant after, Instant last) {
        Schedule asTold = Schedules.compile(uncounted(cron, cron.changes()), context);
        var afterGaps = new ClockChanges(
                Optional.of(ClockChanges.Gap.NEXT), cron.changes().overlap());
        Schedule ifTold = Schedules.compile(uncounted(cron, afterGaps), context);
        ZoneId zone = WallClock.current(cron.zone());
        List<Warning> lost = new ArrayList<>();
        ZoneOffsetTransition change = zone.getRules().nextTransition(after);
        while (change != null && !change.getInstant().isAfter(last)) {
            Instant end = change.getInstant();
            if (change.isGap() && firesAt(end, ifTold) && !firesAt(end, asTold)) {
                lost.add(new Warning(end, Kind.LOST_IN_GAP, zone));
            }
            change = zone.getRules().nextTransition(end);
        }
        return lost;
    }

    private static boolean firesAt(Instant instant, Schedule schedule) {
        return instant.equals(schedule.next(instant.minusNanos(1)));
    }

    private static Trigger.Cron uncounted(Trigger.Cron cron, ClockChanges changes) {
        TriggerBounds bounds = cron.options().bounds();
        var options = new TriggerOptions(
                Duration.ZERO,
                new TriggerBounds(bounds.start(), bounds.end(), OptionalInt.empty()),
                cron.options().calendar());
        return new Trigger.Cron(cron.expression(), cron.dialect(), cron.zone(), changes, options);
    }
}
