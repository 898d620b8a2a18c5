package io.carillon.simulation.check;

import io.carillon.model.run.Cause;
import io.carillon.model.run.Run;
import io.carillon.model.run.RunState;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which fires a record stands for. */
final class FireBook {

    private FireBook() {}

    /** The trigger that a run is a fire of; null for a request. */
    static @Nullable Integer trigger(Run run) {
        return switch (run.cause()) {
            case Cause.Fired fired -> fired.trigger();
            case Cause.CaughtUp caught -> caught.trigger();
            case Cause.Requested _, Cause.Compensation _, Cause.Rerun _, Cause.Shard _ -> null;
        };
    }

    /** A skip can stand for many fires, every other record for one. */
    static List<Instant> instants(Run run, FireRule rule) {
        return run.state() instanceof RunState.Skipped skipped && skipped.count() > 1
                ? rule.between(run.scheduledAt().minusNanos(1), skipped.through())
                : List.of(run.scheduledAt());
    }
}
