package io.carillon.schedule;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.ArrayList;
import java.util.List;

/** The next fires of a schedule, each with a note where the clocks of its zone change. */
public final class Preview {

    private Preview() {}

    /** One fire to come. */
    public record Fire(Instant instant, Note note) {}

    /** Why a fire may surprise who reads it by the wall clock. */
    public enum Note {
        NONE,
        /** It is the first instant after a gap, perhaps in place of a time that the clock leapt over. */
        AFTER_GAP,
        /** The clock will show its time once more. */
        FIRST_OF_TWO,
        /** The clock has shown its time before. */
        SECOND_OF_TWO
    }

    /** The fires after an instant, at most {@code count} of them. */
    public static List<Fire> of(Schedule schedule, ZoneId zone, Instant after, int count) {
        List<Fire> fires = new ArrayList<>();
        Instant next = schedule.next(after);
        while (next != null && fires.size() < count) {
            fires.add(new Fire(next, noteOn(next, zone.getRules())));
            next = schedule.next(next);
        }
        return fires;
    }

    private static Note noteOn(Instant fire, ZoneRules rules) {
        ZoneOffsetTransition begun = rules.previousTransition(fire.plusNanos(1));
        if (begun != null && begun.isGap() && begun.getInstant().equals(fire)) {
            return Note.AFTER_GAP;
        }
        LocalDateTime time = LocalDateTime.ofInstant(fire, rules.getOffset(fire));
        if (rules.getValidOffsets(time).size() < 2) {
            return Note.NONE;
        }
        return rules.getValidOffsets(time).getFirst().equals(rules.getOffset(fire))
                ? Note.FIRST_OF_TWO
                : Note.SECOND_OF_TWO;
    }
}
