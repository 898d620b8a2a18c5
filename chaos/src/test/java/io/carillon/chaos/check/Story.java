package io.carillon.chaos.check;

import io.carillon.chaos.fault.Fault;
import io.carillon.chaos.fault.FaultKind;
import io.carillon.chaos.fault.Injected;
import io.carillon.chaos.witness.Entry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A history as a test tells it. It begins at noon; instants are milliseconds after that. */
final class Story {

    static final Instant NOON = Instant.parse("2027-03-01T12:00:00Z");

    private static final Set<String> ALL_ENDS = Set.of("SUCCEEDED", "CANCELLED", "SKIPPED");

    private final List<JobFacts> jobs = new ArrayList<>();
    private final List<Recorded> runs = new ArrayList<>();
    private final List<Entry> witness = new ArrayList<>();
    private final List<Request> requests = new ArrayList<>();
    private final List<Injected> faults = new ArrayList<>();

    static Instant at(long millis) {
        return NOON.plusMillis(millis);
    }

    Story job(String name, int max, int shards, Stretch... stretches) {
        jobs.add(new JobFacts(name, ALL_ENDS, max, shards, true, List.of(stretches)));
        return this;
    }

    /** Fires with each second until then. */
    Story everySecond(String name, int max, long until) {
        return job(name, max, 1, new Stretch(new FireRule.Seconds(Set.of(1, 2, 3, 4, 5)), NOON, at(until)));
    }

    /** A fire that succeeded with its first attempt, which took so long. */
    Story done(String run, String job, long due, long millis) {
        return recorded(run, job, "SUCCEEDED", due, "7.1").did(run, job, "7.1", due, due + 5, due + 5 + millis);
    }

    Story recorded(String run, String job, String state, long due, @Nullable String accepted) {
        runs.add(record(run, job, state, due, accepted, null, 0));
        return this;
    }

    Story part(String run, String job, String whole, int index) {
        runs.add(record(run, job, "SUCCEEDED", 1_000, "7.1", whole, index));
        return did(run, job, "7.1", 1_000, 1_005, 1_010);
    }

    private static Recorded record(
            String run,
            String job,
            String state,
            long due,
            @Nullable String accepted,
            @Nullable String whole,
            int index) {
        Entry.Token token = accepted == null ? null : Entry.Token.parse(accepted);
        return new Recorded(run, job, state, at(due), true, token, whole, index, run + " is " + state);
    }

    Story did(String run, String job, String token, long due, long from, long until) {
        return wrote(Entry.BEGUN, run, job, token, due, from).wrote(Entry.DONE, run, job, token, due, until);
    }

    Story wrote(String outcome, String run, String job, String token, long due, long when) {
        long ticks = Duration.ofMillis(when).toNanos();
        witness.add(
                new Entry(outcome, run, Entry.Token.parse(token), job, at(due), "0/1", "worker-1.1", at(when), ticks));
        return this;
    }

    Story asked(Request request) {
        requests.add(request);
        return this;
    }

    Story broken(FaultKind kind, long from, long until) {
        var fault = new Fault(1, Duration.ZERO, kind, 0, Duration.ofMillis(until - from), 0);
        faults.add(new Injected(fault, at(from), at(until)));
        return this;
    }

    History told() {
        return new History(jobs, runs, witness, requests, faults);
    }

    List<Violation.Kind> violations() {
        return Checker.violations(told()).stream().map(Violation::kind).toList();
    }
}
