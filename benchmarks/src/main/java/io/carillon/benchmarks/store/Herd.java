package io.carillon.benchmarks.store;

import io.carillon.model.AppName;
import io.carillon.model.IdSequence;
import io.carillon.model.JobId;
import io.carillon.model.JobKey;
import io.carillon.model.Partition;
import io.carillon.model.RunId;
import io.carillon.model.job.Job;
import io.carillon.model.job.JobSpec;
import io.carillon.model.job.Priority;
import io.carillon.model.job.TaskSpec;
import io.carillon.model.json.Json;
import io.carillon.model.run.Cause;
import io.carillon.model.run.Run;
import io.carillon.model.run.RunState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** Many jobs that fire in no particular order, spread over partitions. */
final class Herd {

    private static final Duration AHEAD = Duration.ofSeconds(5);

    private final TreeMap<Partition, IdSequence> ids = new TreeMap<>();
    private final List<Job> jobs;
    private final Random random = new Random(1);

    /** Jobs that were made at an instant, in as many partitions. */
    Herd(int jobs, int partitions, Instant madeAt) {
        this(jobs, IntStream.range(0, partitions).mapToObj(Partition::new).toList(), madeAt);
    }

    Herd(int jobs, List<Partition> all, Instant madeAt) {
        all.forEach(partition -> ids.put(partition, new IdSequence(partition, 0)));
        this.jobs = IntStream.range(0, jobs)
                .mapToObj(number -> job(number, all.get(number % all.size()), madeAt))
                .toList();
    }

    List<Job> jobs() {
        return jobs;
    }

    Iterable<Partition> partitions() {
        return ids.keySet();
    }

    List<List<Job>> jobsInParts(int size) {
        var parts = new ArrayList<List<Job>>();
        for (int i = 0; i < jobs.size(); i += size) {
            parts.add(jobs.subList(i, Math.min(i + size, jobs.size())));
        }
        return parts;
    }

    long lastId(Partition partition) {
        return sequence(partition).last();
    }

    /** The next fires, recorded ahead of their instant. */
    List<Run> fire(int count, Instant now) {
        var runs = new ArrayList<Run>();
        for (int i = 0; i < count; i++) {
            runs.add(run(jobs.get(random.nextInt(jobs.size())), new Cause.Fired(0), now.plus(AHEAD)));
        }
        return runs;
    }

    /** A run that is recorded ahead of its instant. */
    Run run(Job job, Cause cause, Instant due) {
        return new Run(
                new RunId(sequence(job.id().partition()).next(due.minus(AHEAD))),
                job.id(),
                job.key(),
                job.version(),
                cause,
                due,
                due,
                Priority.DEFAULT,
                Json.Obj.EMPTY,
                0,
                0,
                new RunState.Pending());
    }

    private Job job(int number, Partition partition, Instant now) {
        var task = new TaskSpec("noop", new AppName("shop"), Json.Obj.EMPTY, Json.Obj.EMPTY);
        return new Job(
                new JobId(sequence(partition).next(now)),
                JobKey.of("default", "job-" + partition + "-" + number),
                1,
                Map.of(),
                JobSpec.of(task).build(),
                false,
                now,
                now);
    }

    private IdSequence sequence(Partition partition) {
        IdSequence sequence = ids.get(partition);
        if (sequence == null) {
            throw new IllegalStateException("no partition " + partition);
        }
        return sequence;
    }
}
