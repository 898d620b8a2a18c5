package io.carillon.chaos.load;

import io.carillon.chaos.check.FireRule;
import io.carillon.chaos.witness.WitnessWorker;
import io.carillon.client.JobView;
import io.carillon.model.job.JobDocument;
import io.carillon.model.job.JobDraft;
import io.carillon.model.job.Reading;
import io.carillon.model.json.Json;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A job to be made.
 *
 * @param trigger as JSON; empty of one that runs only when asked
 * @param rule the same in words of our own, given the job as it was made
 * @param more fields of its spec as JSON, each with a comma before it
 */
record Template(String name, String trigger, Function<JobView, FireRule> rule, Work work, Limit limit, String more) {

    private static final Set<String> ONLY_WELL = Set.of("SUCCEEDED");

    /** What a run does. */
    record Work(int millis, int failures) {}

    /**
     * How many may be at work at once, and how runs may end.
     *
     * @param max 0 where there is no limit
     */
    record Limit(int max, Set<String> ends, boolean prompt, int shards) {

        static final Limit NONE = new Limit(0, ONLY_WELL, true, 1);

        static Limit of(int max, String... alsoEnds) {
            var ends = new TreeSet<>(ONLY_WELL);
            ends.addAll(Set.of(alsoEnds));
            return new Limit(max, ends, false, 1);
        }

        Limit late() {
            return new Limit(max, ends, false, shards);
        }
    }

    static Template bySeconds(String name, Set<Integer> seconds, Work work) {
        return new Template(name, cron(seconds), _ -> new FireRule.Seconds(seconds), work, Limit.NONE, "");
    }

    static Template byPeriod(String name, Duration period, Work work) {
        String trigger = "{\"every\": \"" + period.toMillis() + "ms\"}";
        return new Template(name, trigger, job -> new FireRule.Periods(job.createdAt(), period), work, Limit.NONE, "");
    }

    static Template once(String name, Instant at) {
        String trigger = "{\"at\": \"" + at + "\"}";
        return new Template(name, trigger, _ -> new FireRule.Once(at), new Work(10, 0), Limit.NONE, "");
    }

    static Template whenAsked(String name, Work work) {
        return new Template(name, "", _ -> new FireRule.Never(), work, Limit.NONE.late(), "");
    }

    Template limited(Limit chosen, String fields) {
        return new Template(name, trigger, rule, work, chosen, fields);
    }

    Template firing(Set<Integer> seconds) {
        return new Template(name, cron(seconds), _ -> new FireRule.Seconds(seconds), work, limit, more);
    }

    static Set<Integer> everySecond() {
        return secondsEach(1);
    }

    static Set<Integer> secondsEach(int step) {
        return IntStream.range(0, 60 / step).mapToObj(i -> i * step).collect(Collectors.toCollection(TreeSet::new));
    }

    JobDraft draft() {
        String document = """
                {"apiVersion": "carillon/v1", "kind": "Job", "metadata": {"name": "%s"}, "spec": {
                 "triggers": [%s],
                 "task": {"type": "handler", "app": "%s", "handler": "%s", "params": {"millis": %d, "failures": %d}},
                 "misfire": {"policy": "fireAll", "max": 100000},
                 "retry": {"maxAttempts": 1000, "backoff": "fixed", "initial": "200ms"}%s}}
                """.formatted(
                        name, trigger, WitnessWorker.APP, WitnessWorker.HANDLER, work.millis(), work.failures(), more);
        return switch (JobDocument.read(Json.parse(document))) {
            case Reading.Valid<JobDraft> valid -> valid.value();
            case Reading.Invalid<JobDraft> invalid ->
                throw new IllegalStateException(document + ": " + invalid.problems());
        };
    }

    /** A list of seconds, or a star with a step, as somebody would write it. */
    private static String cron(Set<Integer> seconds) {
        for (int step : new int[] {1, 2, 3, 5, 10}) {
            if (seconds.equals(secondsEach(step))) {
                return "{\"cron\": \"" + (step == 1 ? "*" : "*/" + step) + " * * * * ?\"}";
            }
        }
        String list = seconds.stream().sorted().map(String::valueOf).collect(Collectors.joining(","));
        return "{\"cron\": \"" + list + " * * * * ?\"}";
    }
}
