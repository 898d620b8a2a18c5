package io.carillon.model.job;

import io.carillon.model.JobName;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a job is: when, what and how.
 *
 * @param timeout how long an attempt may take; null is no limit
 * @param deadline how long after it was due a run may end, all attempts included; null is no limit
 * @param onFailure the job that makes up for a run that failed for good; null if none does
 */
public record JobSpec(
        List<Trigger> triggers,
        TaskSpec task,
        @Nullable Duration timeout,
        @Nullable Duration deadline,
        RetryPolicy retry,
        @Nullable JobName onFailure,
        Overlap overlap,
        Guards guards,
        Misfire misfire,
        Routing routing,
        Priority priority) {

    public static final int MAX_TRIGGERS = 20;

    public JobSpec {
        triggers = List.copyOf(triggers);
    }

    /** A definition that says nothing but what is to be done. */
    public static Builder of(TaskSpec task) {
        return new Builder(task);
    }

    /** The same definition, to be changed in parts. */
    public Builder but() {
        return but(task);
    }

    /** The same definition of another task. */
    public Builder but(TaskSpec other) {
        var builder = new Builder(other);
        builder.triggers = triggers;
        builder.timeout = timeout;
        builder.deadline = deadline;
        builder.retry = retry;
        builder.onFailure = onFailure;
        builder.overlap = overlap;
        builder.guards = guards;
        builder.misfire = misfire;
        builder.routing = routing;
        builder.priority = priority;
        return builder;
    }

    /** Says what differs from the defaults. */
    public static final class Builder {

        private final TaskSpec task;
        private List<Trigger> triggers = List.of();
        private @Nullable Duration timeout;
        private @Nullable Duration deadline;
        private RetryPolicy retry = RetryPolicy.DEFAULT;
        private @Nullable JobName onFailure;
        private Overlap overlap = Overlap.ALLOW;
        private Guards guards = Guards.NONE;
        private Misfire misfire = Misfire.DEFAULT;
        private Routing routing = Routing.DEFAULT;
        private Priority priority = Priority.DEFAULT;

        private Builder(TaskSpec task) {
            this.task = task;
        }

        public Builder triggers(List<Trigger> chosen) {
            triggers = chosen;
            return this;
        }

        public Builder timeout(@Nullable Duration chosen) {
            timeout = chosen;
            return this;
        }

        public Builder deadline(@Nullable Duration chosen) {
            deadline = chosen;
            return this;
        }

        public Builder retry(RetryPolicy chosen) {
            retry = chosen;
            return this;
        }

        public Builder onFailure(@Nullable JobName chosen) {
            onFailure = chosen;
            return this;
        }

        public Builder overlap(Overlap chosen) {
            overlap = chosen;
            return this;
        }

        public Builder guards(Guards chosen) {
            guards = chosen;
            return this;
        }

        public Builder misfire(Misfire chosen) {
            misfire = chosen;
            return this;
        }

        public Builder routing(Routing chosen) {
            routing = chosen;
            return this;
        }

        public Builder priority(Priority chosen) {
            priority = chosen;
            return this;
        }

        public JobSpec build() {
            return new JobSpec(
                    triggers, task, timeout, deadline, retry, onFailure, overlap, guards, misfire, routing, priority);
        }
    }
}
