package io.carillon.simulation;

import io.carillon.simulation.check.Violation;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What came of one seed.
 *
 * @param hash of the whole trace: the same seed gives the same
 * @param violation what did not hold; null if everything did
 * @param lastEvents the end of the trace, where something did not hold
 */
public record Outcome(
        long seed,
        Duration simulated,
        long events,
        long hash,
        long checks,
        int runs,
        Map<Fault, Long> faults,
        @Nullable Violation violation,
        List<String> lastEvents) {

    private static final int WIDTH = 400;

    /** The violation with everything that helps to understand it. */
    public String report() {
        if (violation == null) {
            return "seed " + seed + ": everything held";
        }
        var text = new StringBuilder();
        text.append("seed ").append(seed).append(" after ").append(simulated).append('\n');
        text.append(violation.getMessage()).append('\n');
        text.append("The last events:\n");
        lastEvents.forEach(event -> text.append("  ").append(cut(event)).append('\n'));
        text.append("Replay: ").append(replay());
        return text.toString();
    }

    private static String cut(String event) {
        return event.length() <= WIDTH ? event : event.substring(0, WIDTH) + "…";
    }

    /** The command that does it again. */
    public String replay() {
        return "./carillon simulate --seeds 1 --seed " + seed;
    }
}
