package io.carillon.model.job;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;

/** One reason for a job to fire. Data only: what it means in time is computed by the {@code schedule} module. */
public sealed interface Trigger {

    /** Fires that fall together may be spread over this span, the same way each time. */
    Duration jitter();

    /** A cron expression, read by the wall clock of a zone. */
    record Cron(String expression, CronDialect dialect, ZoneId zone, Duration jitter) implements Trigger {}

    /** A fixed rate: anchored to the epoch of the job, free of drift. */
    record Every(Duration period, Duration jitter) implements Trigger {

        public Every {
            TriggerRules.period("every", period);
        }
    }

    /** A fixed delay, counted from the end of the previous run. */
    record Delay(Duration pause, Duration jitter) implements Trigger {

        public Delay {
            TriggerRules.period("delay", pause);
        }
    }

    /** Once, at an instant. */
    record At(Instant instant, Duration jitter) implements Trigger {}
}
