package io.carillon.model.job;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;

/** One reason for a job to fire. Data only: what it means in time is computed by the {@code schedule} module. */
public sealed interface Trigger {

    TriggerOptions options();

    /** By whose wall clock it is read; UTC for what knows no wall clock. */
    default ZoneId zone() {
        return TriggerRules.UTC;
    }

    /** Fires that fall together may be spread over this span, the same way each time. */
    default Duration jitter() {
        return options().jitter();
    }

    /** A cron expression, read by the wall clock of a zone. */
    record Cron(String expression, CronDialect dialect, ZoneId zone, ClockChanges changes, TriggerOptions options)
            implements Trigger {

        public Cron(String expression, CronDialect dialect, ZoneId zone, Duration jitter) {
            this(expression, dialect, zone, ClockChanges.BY_RULE, TriggerOptions.jitter(jitter));
        }
    }

    /**
     * A fixed rate, free of drift: anchored to the epoch of the job, or to the start of each of its windows.
     *
     * @param zone whose wall clock the window and the calendar are read by
     */
    record Every(Duration period, ZoneId zone, Optional<DailyWindow> window, TriggerOptions options)
            implements Trigger {

        public Every {
            TriggerRules.period("every", period);
            if (window.isEmpty() && options.calendar().isEmpty() && !zone.equals(TriggerRules.UTC)) {
                throw new IllegalArgumentException("a zone means nothing without a window or a calendar");
            }
        }

        public Every(Duration period, Duration jitter) {
            this(period, TriggerRules.UTC, Optional.empty(), TriggerOptions.jitter(jitter));
        }
    }

    /** A fixed delay, counted from the end of the previous run. */
    record Delay(Duration pause, TriggerOptions options) implements Trigger {

        public Delay {
            TriggerRules.period("delay", pause);
            if (options.calendar().isPresent() || options.bounds().maxCount().isPresent()) {
                throw new IllegalArgumentException("a delay has neither a calendar nor a greatest number of fires");
            }
        }

        public Delay(Duration pause, Duration jitter) {
            this(pause, TriggerOptions.jitter(jitter));
        }
    }

    /** Once, at an instant. */
    record At(Instant instant, TriggerOptions options) implements Trigger {

        public At {
            if (options.calendar().isPresent() || !options.bounds().equals(TriggerBounds.NONE)) {
                throw new IllegalArgumentException("one instant has neither a calendar nor bounds");
            }
        }

        public At(Instant instant, Duration jitter) {
            this(instant, TriggerOptions.jitter(jitter));
        }
    }
}
