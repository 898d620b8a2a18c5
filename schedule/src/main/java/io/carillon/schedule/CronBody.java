package io.carillon.schedule;

import java.time.Duration;
import java.util.List;

/** What a cron expression came to. */
sealed interface CronBody {

    /**
     * Columns of values.
     *
     * @param eitherDay one matching day field is enough
     * @param repeats within the hour or the day, by a {@code *}, a step or a range in its minute or hour
     */
    record Fields(List<CronColumn> columns, boolean eitherDay, WallPattern pattern, boolean repeats)
            implements CronBody {}

    /** {@code @every}. */
    record Interval(Duration period) implements CronBody {}
}
