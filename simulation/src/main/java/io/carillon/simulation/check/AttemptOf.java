package io.carillon.simulation.check;

import io.carillon.model.Token;
import io.carillon.model.run.Run;
import io.carillon.model.run.RunState;
import org.jspecify.annotations.Nullable;

/** The attempt that a record names as the run's latest. */
final class AttemptOf {

    private AttemptOf() {}

    static @Nullable Token run(Run run) {
        return switch (run.state()) {
            case RunState.Sent sent -> sent.attempt().token();
            case RunState.OnWorker held -> held.attempt().token();
            case RunState.Awaiting awaiting -> awaiting.attempt().token();
            case RunState.Recovering recovering ->
                recovering.last() == null ? null : recovering.last().token();
            case RunState.Pending _, RunState.Waiting _, RunState.InParts _, RunState.Final _ -> null;
        };
    }
}
