package io.carillon.simulation.check;

import io.carillon.model.job.Job;
import io.carillon.model.job.Trigger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * When a trigger fires, by arithmetic alone: multiples of some seconds within the minute, or whole periods since the job was
 * made. It shares no line with the module that the scheduler asks.
 */
sealed interface FireRule {

    boolean fires(Instant instant);

    /** The instants in (after, until]. */
    List<Instant> between(Instant after, Instant until);

    /** The rule of a trigger; null for one whose fires depend on what its runs do. */
    static @Nullable FireRule of(Job job, int trigger) {
        return switch (job.spec().triggers().get(trigger)) {
            case Trigger.Cron cron -> Seconds.parse(cron.expression());
            case Trigger.Every every -> new Periods(job.createdAt(), every.period());
            case Trigger.At at -> new Once(at.instant());
            case Trigger.Delay _ -> null;
        };
    }

    /** Every second of the minute that is a multiple of {@code step}. */
    record Seconds(int step) implements FireRule {

        private static final Pattern TEXT = Pattern.compile("\\*/([0-9]+) \\* \\* \\* \\* \\?");

        static Seconds parse(String expression) {
            Matcher matcher = TEXT.matcher(expression);
            if (!matcher.matches()) {
                throw new IllegalStateException("the oracle can't read " + expression);
            }
            return new Seconds(Integer.parseInt(matcher.group(1)));
        }

        @Override
        public boolean fires(Instant instant) {
            return instant.getNano() == 0 && Math.floorMod(instant.getEpochSecond(), 60L) % step == 0;
        }

        @Override
        public List<Instant> between(Instant after, Instant until) {
            var fires = new ArrayList<Instant>();
            for (long second = after.getEpochSecond() + 1; second <= until.getEpochSecond(); second++) {
                Instant instant = Instant.ofEpochSecond(second);
                if (fires(instant)) {
                    fires.add(instant);
                }
            }
            return fires;
        }
    }

    /** Whole periods after an anchor. */
    record Periods(Instant anchor, Duration period) implements FireRule {

        @Override
        public boolean fires(Instant instant) {
            long elapsed = Duration.between(anchor, instant).toNanos();
            return elapsed > 0 && elapsed % period.toNanos() == 0;
        }

        @Override
        public List<Instant> between(Instant after, Instant until) {
            var fires = new ArrayList<Instant>();
            long elapsed = Math.max(0, Duration.between(anchor, after).toNanos());
            Instant fire = anchor.plusNanos((elapsed / period.toNanos() + 1) * period.toNanos());
            while (!fire.isAfter(until)) {
                fires.add(fire);
                fire = fire.plus(period);
            }
            return fires;
        }
    }

    record Once(Instant at) implements FireRule {

        @Override
        public boolean fires(Instant instant) {
            return instant.equals(at);
        }

        @Override
        public List<Instant> between(Instant after, Instant until) {
            return at.isAfter(after) && !at.isAfter(until) ? List.of(at) : List.of();
        }
    }
}
