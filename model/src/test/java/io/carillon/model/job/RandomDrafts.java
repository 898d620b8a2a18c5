package io.carillon.model.job;

import io.carillon.model.AppName;
import io.carillon.model.JobKey;
import io.carillon.model.JobName;
import io.carillon.model.LimitName;
import io.carillon.model.json.Json;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Definitions of every shape, by seed. */
final class RandomDrafts {

    private RandomDrafts() {}

    static JobDraft draft(Random random) {
        var triggers = new ArrayList<Trigger>();
        for (int i = random.nextInt(4); i > 0; i--) {
            triggers.add(trigger(random));
        }
        JobSpec spec = JobSpec.of(task(random))
                .triggers(triggers)
                .timeout(random.nextBoolean() ? null : millis(random, 100, 31_000_000_000L))
                .deadline(random.nextBoolean() ? null : millis(random, 100, 31_000_000_000L))
                .retry(new RetryPolicy(
                        random.nextInt(1, 1001),
                        any(random, RetryPolicy.Backoff.values()),
                        millis(random, 0, 100_000),
                        millis(random, 0, 31_000_000_000L),
                        random.nextDouble()))
                .onFailure(random.nextBoolean() ? null : new JobName("job." + random.nextInt(99)))
                .overlap(overlap(random))
                .guards(guards(random))
                .misfire(misfire(random))
                .routing(routing(random))
                .priority(new Priority(random.nextInt(1, 11)))
                .build();
        var key = JobKey.of("ns-" + random.nextInt(9), "job." + random.nextInt(1_000_000));
        return new JobDraft(key, labels(random), spec);
    }

    private static Overlap overlap(Random random) {
        var policy = any(random, Overlap.Policy.values());
        return random.nextBoolean()
                ? Overlap.of(policy)
                : new Overlap(policy, random.nextInt(1, Overlap.LARGEST_MAX + 1));
    }

    private static Routing routing(Random random) {
        Map<String, String> labels = labels(random);
        Map<String, String> notLabels = labels(random);
        notLabels.keySet().removeAll(labels.keySet());
        var strategy = any(random, Routing.Strategy.values());
        boolean keyed = strategy == Routing.Strategy.CONSISTENT_HASH && random.nextBoolean();
        return new Routing(
                strategy,
                new Affinity(labels, notLabels),
                strategy == Routing.Strategy.BROADCAST ? Sharding.NONE : sharding(random),
                keyed ? "key-" + random.nextInt(9) : null,
                strategy.keeps() ? any(random, Routing.WhenFull.values()) : Routing.WhenFull.WAIT);
    }

    private static Sharding sharding(Random random) {
        return random.nextBoolean()
                ? Sharding.into(random.nextInt(1, 1001))
                : Sharding.forEach(Stream.generate(() -> params(random))
                        .limit(random.nextInt(2, 9))
                        .toList());
    }

    private static Guards guards(Random random) {
        var limits = new ArrayList<LimitName>();
        for (int i = random.nextInt(3); i > 0; i--) {
            limits.add(new LimitName("limit-" + i));
        }
        return new Guards(
                limits,
                random.nextBoolean()
                        ? Optional.empty()
                        : Optional.of(new RateLimit(random.nextInt(1, 1_000_001), millis(random, 100, 86_400_000))),
                random.nextBoolean()
                        ? Optional.empty()
                        : Optional.of(new Breaker(
                                1 - random.nextDouble(), random.nextInt(1, 1001), millis(random, 100, 86_400_000))));
    }

    private static Misfire misfire(Random random) {
        var policy = any(random, Misfire.Policy.values());
        int max = policy == Misfire.Policy.FIRE_ALL ? random.nextInt(1, 100_001) : Misfire.DEFAULT_MAX;
        return new Misfire(policy, max, random.nextBoolean() ? null : millis(random, 0, 31_000_000_000L));
    }

    private static Trigger trigger(Random random) {
        var jitter = random.nextBoolean() ? Duration.ZERO : millis(random, 1, 86_400_000);
        return switch (random.nextInt(4)) {
            case 0 ->
                new Trigger.Cron(
                        "0 0 " + random.nextInt(24) + " * * ?",
                        any(random, CronDialect.values()),
                        ZoneId.of(any(random, new String[] {"UTC", "Asia/Shanghai", "America/New_York", "+02:00"})),
                        jitter);
            case 1 -> new Trigger.Every(millis(random, 100, 300_000_000_000L), jitter);
            case 2 -> new Trigger.Delay(millis(random, 100, 300_000_000_000L), jitter);
            default ->
                new Trigger.At(
                        Instant.ofEpochSecond(random.nextLong(200_000_000_000L), random.nextInt(1_000_000) * 1_000L),
                        jitter);
        };
    }

    private static TaskSpec task(Random random) {
        var params = params(random);
        var app = new AppName("app-" + random.nextInt(10));
        return switch (random.nextInt(3)) {
            case 0 ->
                new TaskSpec(
                        "handler",
                        app,
                        Json.object().put("handler", "h" + random.nextInt()).build(),
                        params);
            case 1 ->
                new TaskSpec(
                        "noop",
                        app,
                        Json.object().put("millis", random.nextInt(1000)).build(),
                        params);
            default ->
                new TaskSpec("plugin-of-ours", app, Json.object().put("x", true).build(), params);
        };
    }

    private static Json.Obj params(Random random) {
        return random.nextBoolean()
                ? Json.Obj.EMPTY
                : Json.object()
                        .put("n", random.nextLong())
                        .put("s", "é\u0000\"")
                        .build();
    }

    private static Map<String, String> labels(Random random) {
        var labels = new TreeMap<String, String>();
        for (int i = random.nextInt(4); i > 0; i--) {
            labels.put("k" + random.nextInt(10), "v/~ " + random.nextInt(10));
        }
        return labels;
    }

    private static Duration millis(Random random, long least, long most) {
        long millis = random.nextLong(least, most);
        return Duration.ofMillis(random.nextBoolean() ? millis : Math.max(least, millis / 60_000 * 60_000));
    }

    private static <T> T any(Random random, T[] choices) {
        return choices[random.nextInt(choices.length)];
    }
}
