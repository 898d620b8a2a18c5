package io.carillon.engine;

import io.carillon.engine.testing.TestingJob;
import io.carillon.model.AppName;
import io.carillon.model.JobId;
import io.carillon.model.Partition;
import io.carillon.model.RunId;
import io.carillon.model.WorkerId;
import io.carillon.model.job.Job;
import io.carillon.model.job.JobDraft;
import io.carillon.model.job.Routing;
import io.carillon.model.json.Json;
import io.carillon.model.run.Cause;
import io.carillon.model.run.Run;
import io.carillon.model.run.RunState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.IntFunction;

/** Workers that never come to an end of their slots unless told, and runs that are routed to them and done at once. */
final class Pool {

    private static final Instant START = Instant.parse("2027-03-01T00:00:00Z");

    private final Workforce workforce = new Workforce();
    private final Routers routers = new Routers();
    private final TreeMap<String, WorkerEntry> workers = new TreeMap<>();
    private long lastSession;
    private long lastRun;

    static Pool of(int size) {
        var pool = new Pool();
        for (int i = 0; i < size; i++) {
            pool.join(name(i));
        }
        return pool;
    }

    static String name(int number) {
        return "worker-%03d".formatted(number);
    }

    WorkerEntry join(String id) {
        return join(id, 1_000);
    }

    WorkerEntry join(String id, int slots) {
        var facts = new WorkerFacts(
                new WorkerId(id), id, new AppName("dev"), slots, false, Set.of("noop"), Map.of(), List.of());
        var worker = new WorkerEntry(new SessionId(++lastSession), facts);
        workers.put(id, worker);
        workforce.join(worker);
        return worker;
    }

    void leave(String id) {
        WorkerEntry leaving = worker(id);
        workers.remove(id);
        workforce.leave(leaving);
        leaving.leave(START);
    }

    WorkerEntry worker(String id) {
        return Objects.requireNonNull(workers.get(id), id);
    }

    Lane lane(JobEntry job) {
        return workforce.lane(run(job));
    }

    /** The ids of those who are there. */
    List<String> ids() {
        return List.copyOf(workers.keySet());
    }

    /** A job by its number; jobs of a number are the same. */
    static JobEntry job(int number, Routing routing) {
        JobDraft draft = TestingJob.named("job-" + number).routing(routing).draft();
        var job = new Job(new JobId(number + 1), draft.key(), 1, draft.labels(), draft.spec(), false, START, START);
        return new JobEntry(new Partition(0), job, List.of());
    }

    /** The next run of a job. */
    LiveRun run(JobEntry job) {
        return run(job, Json.Obj.EMPTY);
    }

    LiveRun run(JobEntry job, Json.Obj params) {
        var run = new Run(
                new RunId(++lastRun),
                job.job().id(),
                job.job().key(),
                1,
                new Cause.Requested(null),
                START,
                START,
                job.job().spec().priority(),
                params,
                0,
                0,
                new RunState.Waiting(START, START, null));
        return new LiveRun(job, run, job.job().spec());
    }

    /** Hands a run out; its worker has it from then on. */
    WorkerEntry handOut(LiveRun run) {
        Lane lane = workforce.lane(run);
        Router router = routers.of(run);
        WorkerEntry chosen = run.waitsForItsOwn() ? router.home(run, lane) : router.choose(run, lane);
        if (chosen == null) {
            throw new IllegalStateException("nobody is free for " + run.run());
        }
        router.chose(run, lane, chosen);
        chosen.hold(run);
        return chosen;
    }

    /** Hands runs out that are done at once, and tells where each went. */
    List<String> route(int count, IntFunction<LiveRun> runs) {
        var went = new ArrayList<String>();
        for (int i = 0; i < count; i++) {
            LiveRun run = runs.apply(i);
            WorkerEntry chosen = handOut(run);
            chosen.release(run);
            went.add(chosen.facts().id().value());
        }
        return went;
    }

    List<String> route(int count, JobEntry job) {
        return route(count, _ -> run(job));
    }

    /** How many each of those who are there got. */
    Map<String, Integer> counts(List<String> went) {
        var counts = new TreeMap<String, Integer>();
        ids().forEach(id -> counts.put(id, 0));
        went.forEach(id -> counts.merge(id, 1, Integer::sum));
        return counts;
    }
}
