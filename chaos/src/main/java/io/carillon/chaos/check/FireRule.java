package io.carillon.chaos.check;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** When something fires, by arithmetic alone. It shares no line with the module that the scheduler asks. */
public sealed interface FireRule {

    /** The instants in (after, through]. */
    List<Instant> between(Instant after, Instant through);

    /** These seconds of every minute. */
    record Seconds(Set<Integer> ofMinute) implements FireRule {

        public Seconds {
            ofMinute = Set.copyOf(ofMinute);
        }

        @Override
        public List<Instant> between(Instant after, Instant through) {
            var fires = new ArrayList<Instant>();
            for (long second = after.getEpochSecond() + 1; second <= through.getEpochSecond(); second++) {
                if (ofMinute.contains((int) (second % 60))) {
                    fires.add(Instant.ofEpochSecond(second));
                }
            }
            return fires;
        }
    }

    /** Whole periods after an anchor. */
    record Periods(Instant anchor, Duration period) implements FireRule {

        @Override
        public List<Instant> between(Instant after, Instant through) {
            var fires = new ArrayList<Instant>();
            for (Instant fire = anchor.plus(period); !fire.isAfter(through); fire = fire.plus(period)) {
                if (fire.isAfter(after)) {
                    fires.add(fire);
                }
            }
            return fires;
        }
    }

    /** Once. */
    record Once(Instant at) implements FireRule {

        @Override
        public List<Instant> between(Instant after, Instant through) {
            return at.isAfter(after) && !at.isAfter(through) ? List.of(at) : List.of();
        }
    }

    /** Only when somebody asks. */
    record Never() implements FireRule {

        @Override
        public List<Instant> between(Instant after, Instant through) {
            return List.of();
        }
    }
}
