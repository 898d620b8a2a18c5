package io.carillon.chaos;

import io.carillon.chaos.process.Times;
import io.carillon.client.CarillonApiException;
import io.carillon.client.CarillonClient;
import io.carillon.client.RunFilter;
import io.carillon.client.RunView;
import io.carillon.model.JobName;
import io.carillon.model.Namespace;
import io.carillon.model.run.RunStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/** Jobs that fire by the second, so many that each node owns some, and how late their fires were. */
final class Crowd {

    private static final int SIZE = 24;
    private static final Duration MARGIN = Duration.ofSeconds(3);
    private static final Set<RunStatus> UNDER_WAY = Set.of(RunStatus.PENDING, RunStatus.SCHEDULED, RunStatus.RUNNING);

    private final CarillonClient client;
    private final List<EverySecond> jobs;
    private final List<String> problems = new ArrayList<>();

    Crowd(CarillonClient client, String name, String task) {
        this.client = client;
        this.jobs = IntStream.range(0, SIZE)
                .mapToObj(number -> EverySecond.create(client, name + "-" + number, task))
                .toList();
    }

    /** Fires that were due in it are looked at. */
    record Window(Instant from, Instant to) {

        private boolean has(EverySecond.Fire fire) {
            return !fire.due().isBefore(from) && !fire.due().isAfter(to);
        }
    }

    interface Act {

        void take() throws Exception;
    }

    /** Does something among fires; some of those before and after it count to it. */
    Window window(Act act) throws Exception {
        Times.pass(MARGIN);
        Instant from = Times.now().minusSeconds(1);
        act.take();
        Instant to = Times.now().plusSeconds(1);
        Times.pass(MARGIN);
        return new Window(from, to);
    }

    /** For each window the longest that a fire in it was late. */
    static List<Duration> worst(List<RunView> records, List<Window> windows) {
        return windows.stream()
                .map(window -> EverySecond.fires(records)
                        .filter(window::has)
                        .map(EverySecond.Fire::late)
                        .max(Comparator.naturalOrder())
                        .orElseThrow(() -> new AssertionError("no fire was due in " + window)))
                .toList();
    }

    static Duration median(List<Duration> durations) {
        return durations.stream().sorted().toList().get(durations.size() / 2);
    }

    /** Waits until each job has had a fire begin in time that was due after an instant. */
    void awaitOnTime(Instant since, Duration late) throws InterruptedException {
        for (EverySecond job : jobs) {
            Jobs.until(
                    () -> fires(job),
                    fires -> fires.stream()
                            .anyMatch(fire ->
                                    fire.due().isAfter(since) && fire.late().compareTo(late) < 0));
        }
    }

    /** How long after an instant the last fire began that was late; nothing if none has begun late since. */
    Duration lastLate(Instant since, Duration late) {
        return jobs.stream()
                .flatMap(job -> fires(job).stream())
                .filter(fire -> fire.late().compareTo(late) > 0)
                .map(fire -> Duration.between(since, fire.began()))
                .max(Comparator.naturalOrder())
                .filter(latest -> !latest.isNegative())
                .orElse(Duration.ZERO);
    }

    /** Has them fire no more, waits until all that was due has ended, notes what is wrong with it, and answers all of it. */
    List<RunView> settled() throws InterruptedException {
        var all = new ArrayList<RunView>();
        for (EverySecond job : jobs) {
            Instant end =
                    client.jobs(Namespace.DEFAULT).pause(new JobName(job.job())).updatedAt();
            Jobs.until(() -> isUnderWay(job), under -> !under);
            List<RunView> records = job.records(client, Instant.MAX);
            problems.addAll(job.problems(records, end));
            all.addAll(records);
        }
        return all;
    }

    List<String> problems() {
        return problems;
    }

    private boolean isUnderWay(EverySecond job) {
        var filter = new RunFilter(new JobName(job.job()), UNDER_WAY, null, null);
        return !client.runs(Namespace.DEFAULT).list(filter, null, 1).items().isEmpty();
    }

    /** While the database is away there are none to be had. */
    private List<EverySecond.Fire> fires(EverySecond job) {
        try {
            return EverySecond.fires(job.records(client, Instant.MAX)).toList();
        } catch (CarillonApiException refusal) {
            return List.of();
        }
    }
}
