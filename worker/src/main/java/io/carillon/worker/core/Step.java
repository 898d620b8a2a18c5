package io.carillon.worker.core;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What follows from an event, in the order in which it shall happen. */
public final class Step {

    private final List<Effect> effects;
    private final @Nullable Duration wakeUp;

    Step(List<Effect> effects, @Nullable Duration wakeUp) {
        this.effects = List.copyOf(effects);
        this.wakeUp = wakeUp;
    }

    public List<Effect> effects() {
        return effects;
    }

    /** The elapsed time at which {@link WorkerEvent.TimePassed} is due, if nothing happens before. */
    public Optional<Duration> wakeUp() {
        return Optional.ofNullable(wakeUp);
    }
}
