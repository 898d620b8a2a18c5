package io.carillon.model.job;

import io.carillon.model.Durations;
import io.carillon.model.LimitName;
import io.carillon.model.json.Json;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Reads and writes what holds runs back: rates, breakers, and the names of limits. */
public final class GuardReader {

    private static final Duration SHORTEST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofDays(1);

    private GuardReader() {}

    static Guards read(ObjectReader spec) {
        return new Guards(limits(spec), rate(spec), breaker(spec));
    }

    static void write(Guards guards, Json.ObjectBuilder out) {
        if (!guards.limits().isEmpty()) {
            out.put(
                    "limits",
                    Json.array(guards.limits().stream()
                            .map(name -> Json.of(name.value()))
                            .toList()));
        }
        guards.rate().ifPresent(rate -> out.put("rate", write(rate)));
        guards.breaker().ifPresent(breaker -> out.put("breaker", write(breaker)));
    }

    /** What a named limit says: at least one of the three. */
    static Optional<LimitSpec> limit(ObjectReader spec) {
        Optional<Integer> concurrent = spec.integer("concurrent", 1, LimitSpec.LARGEST_CONCURRENT);
        Optional<RateLimit> rate = rate(spec);
        Optional<Breaker> breaker = breaker(spec);
        boolean given = Stream.of("concurrent", "rate", "breaker")
                .anyMatch(name -> spec.get(name).isPresent());
        if (!given) {
            spec.problem("", "required", "expected at least one of concurrent, rate, breaker");
        }
        spec.close();
        return concurrent.isEmpty() && rate.isEmpty() && breaker.isEmpty()
                ? Optional.empty()
                : Optional.of(new LimitSpec(concurrent, rate, breaker));
    }

    static Json write(LimitSpec limit) {
        var out = Json.object();
        limit.concurrent().ifPresent(most -> out.put("concurrent", most));
        limit.rate().ifPresent(rate -> out.put("rate", write(rate)));
        limit.breaker().ifPresent(breaker -> out.put("breaker", write(breaker)));
        return out.build();
    }

    /** The rate limit of a definition, if it has one. */
    public static Optional<RateLimit> rate(ObjectReader owner) {
        if (owner.get("rate").isEmpty()) {
            return Optional.empty();
        }
        var reader = owner.nested("rate");
        reader.requirePresent("max");
        Optional<Integer> max = reader.integer("max", 1, RateLimit.LARGEST_MAX);
        Duration per =
                reader.duration("per", RateLimit.SHORTEST, RateLimit.LONGEST).orElse(Duration.ofSeconds(1));
        reader.close();
        return max.map(most -> new RateLimit(most, per));
    }

    public static Json write(RateLimit rate) {
        return Json.object()
                .put("max", rate.max())
                .put("per", Durations.format(rate.per()))
                .build();
    }

    /** The breaker of a definition, if it has one; an empty object is the usual one. */
    public static Optional<Breaker> breaker(ObjectReader owner) {
        if (owner.get("breaker").isEmpty()) {
            return Optional.empty();
        }
        var reader = owner.nested("breaker");
        double failureRate = reader.fraction("failureRate").orElse(Breaker.DEFAULT_FAILURE_RATE);
        int of = reader.integer("of", 1, Breaker.LARGEST_OF).orElse(Breaker.DEFAULT_OF);
        Duration pause = reader.duration("pause", SHORTEST_PAUSE, LONGEST_PAUSE).orElse(Breaker.DEFAULT_PAUSE);
        if (failureRate == 0) {
            reader.problem("failureRate", "out-of-range", "expected a number above 0 and at most 1");
        }
        reader.close();
        return failureRate == 0 ? Optional.empty() : Optional.of(new Breaker(failureRate, of, pause));
    }

    public static Json write(Breaker breaker) {
        return Json.object()
                .put("failureRate", Json.of(breaker.failureRate()))
                .put("of", breaker.of())
                .put("pause", Durations.format(breaker.pause()))
                .build();
    }

    private static List<LimitName> limits(ObjectReader spec) {
        var names = new ArrayList<LimitName>();
        List<Json> given = spec.array("limits", Guards.MAX_LIMITS);
        for (int i = 0; i < given.size(); i++) {
            limit(spec, "limits/" + i, given.get(i), names);
        }
        return names;
    }

    private static void limit(ObjectReader spec, String member, Json given, List<LimitName> names) {
        if (!(given instanceof Json.Str text)) {
            spec.problem(member, "wrong-type", "expected a string, not " + given.kind());
            return;
        }
        try {
            var name = new LimitName(text.value());
            if (names.contains(name)) {
                spec.problem(member, "duplicate", "limit '" + name + "' is named twice");
            } else {
                names.add(name);
            }
        } catch (IllegalArgumentException refused) {
            spec.problem(member, "invalid-value", refused.getMessage() + ": '" + text.value() + "'");
        }
    }
}
