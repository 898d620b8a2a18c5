package io.carillon.model.job;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a job is: when, what and how.
 *
 * @param timeout how long an attempt may take; null is no limit
 */
public record JobSpec(
        List<Trigger> triggers,
        TaskSpec task,
        @Nullable Duration timeout,
        RetryPolicy retry,
        Overlap overlap,
        Misfire misfire,
        Routing routing,
        Priority priority) {

    public static final int MAX_TRIGGERS = 20;

    public JobSpec {
        triggers = List.copyOf(triggers);
    }
}
