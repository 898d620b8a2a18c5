package io.carillon.simulation;

import io.carillon.simulation.check.Violation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What came of many seeds. */
public final class Summary {

    private final EnumMap<Fault, Long> faults = new EnumMap<>(Fault.class);
    private final List<Outcome> failures = new ArrayList<>();
    private Duration simulated = Duration.ZERO;
    private long seeds;
    private long events;
    private long checks;
    private long runs;

    /** Adds what came of one more seed. */
    public void add(Outcome outcome) {
        seeds++;
        simulated = simulated.plus(outcome.simulated());
        events += outcome.events();
        checks += outcome.checks();
        runs += outcome.runs();
        outcome.faults().forEach((fault, count) -> faults.merge(fault, count, Long::sum));
        Violation violation = outcome.violation();
        if (violation != null) {
            failures.add(outcome);
        }
    }

    public long seeds() {
        return seeds;
    }

    /** The seeds in which something did not hold. */
    public List<Outcome> failures() {
        return Collections.unmodifiableList(failures);
    }

    public Map<Fault, Long> faults() {
        return Collections.unmodifiableMap(faults);
    }

    /** The summary for people. */
    public String text() {
        var text = new StringBuilder();
        text.append(String.format(
                Locale.ROOT,
                "seeds %,d, simulated hours %,.1f, events %,d, invariant checks %,d, runs %,d, violations %,d%n",
                seeds,
                simulated.toMillis() / 3_600_000.0,
                events,
                checks,
                runs,
                failures.size()));
        text.append("faults:");
        faults.forEach((fault, count) -> text.append(String.format(Locale.ROOT, "%n  %,9d  %s", count, fault)));
        return text.toString();
    }
}
