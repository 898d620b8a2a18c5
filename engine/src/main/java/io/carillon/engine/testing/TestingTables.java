package io.carillon.engine.testing;

import io.carillon.engine.Band;
import io.carillon.engine.CancelledFire;
import io.carillon.engine.FailedAttempt;
import io.carillon.engine.LoadedRun;
import io.carillon.engine.PurgeSlice;
import io.carillon.engine.Purged;
import io.carillon.engine.RunFilter;
import io.carillon.engine.RunWindow;
import io.carillon.engine.Saved;
import io.carillon.engine.Write;
import io.carillon.model.AppName;
import io.carillon.model.JobId;
import io.carillon.model.JobKey;
import io.carillon.model.Namespace;
import io.carillon.model.Partition;
import io.carillon.model.RunId;
import io.carillon.model.job.Job;
import io.carillon.model.job.JobSpec;
import io.carillon.model.json.Json;
import io.carillon.model.run.Cause;
import io.carillon.model.run.Run;
import io.carillon.model.run.RunState;
import io.carillon.model.run.RunStatus;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The rows of a {@link TestingStore}: what each write does to them, and what may not be done to them. */
final class TestingTables {

    private static final Comparator<Run> BY_DUE =
            Comparator.comparing(Run::dueAt).thenComparing(Run::id);
    private static final Comparator<Run> BY_SCHEDULE =
            Comparator.comparing(Run::scheduledAt).thenComparing(Run::id);

    private final TreeMap<JobId, Job> jobs = new TreeMap<>();
    private final TreeMap<JobId, Partition> homes = new TreeMap<>();
    private final TreeMap<JobId, Instant> deleted = new TreeMap<>();
    private final TreeMap<JobId, TreeMap<Integer, Job>> versions = new TreeMap<>();
    private final TreeMap<RunId, Run> runs = new TreeMap<>();
    private final TreeSet<Run> live = new TreeSet<>(BY_DUE);
    private final TreeMap<RunId, List<FailedAttempt>> attempts = new TreeMap<>();
    private final TreeMap<RunId, TreeMap<String, Json>> saved = new TreeMap<>();
    private final TreeSet<AppName> apps = new TreeSet<>();
    private final TestingResources resources = new TestingResources();
    private final TestingPlans plans = new TestingPlans();
    private final Set<Borrowed> borrowed = new HashSet<>();

    /** A version of a job that a partition knows though the job is another one's. */
    private record Borrowed(Partition by, JobId job, int version) {

        private static Borrowed of(Write.BorrowJob borrow) {
            return new Borrowed(
                    borrow.partition(), borrow.job().id(), borrow.job().version());
        }

        private static Borrowed of(Run run) {
            return new Borrowed(run.id().partition(), run.jobId(), run.jobVersion());
        }
    }

    /** Another batch comes next. */
    void beginBatch() {
        plans.complete();
    }

    void apply(Write write) {
        switch (write) {
            case Write.PutJob put -> putJob(put);
            case Write.BorrowJob borrow -> borrowed.add(Borrowed.of(borrow));
            case Write.DeleteJob delete -> {
                plans.complete();
                jobs.remove(delete.job());
                deleted.put(delete.job(), delete.at());
            }
            case Write.MarkRun mark -> runs.computeIfPresent(mark.run(), (_, run) -> run.marked(mark.mark()));
            case Write.InsertRun insert -> {
                insert(insert.run());
                plans.join(insert);
            }
            case Write.UpdateRun update -> {
                plans.leave(update);
                update(update.run());
            }
            case Write.DropPlan drop -> plans.drop(drop);
            case Write.WithdrawFires withdraw -> {
                plans.complete();
                notDue(withdraw.partition(), withdraw.after())
                        .filter(run -> run.jobId().equals(withdraw.job()) && isFireOf(withdraw.trigger(), run.cause()))
                        .peek(plans::requireOutside)
                        .forEach(this::remove);
            }
            case Write.CancelPending cancel -> {
                plans.complete();
                notDue(cancel.partition(), cancel.at())
                        .filter(run -> run.jobId().equals(cancel.job()) && !isShard(run))
                        .peek(plans::requireOutside)
                        .forEach(run -> cancel(run, cancel.at()));
            }
            case Write.AddAttempt add ->
                attempts.computeIfAbsent(add.run(), _ -> new ArrayList<>())
                        .add(new FailedAttempt(add.attempt(), add.endedAt(), add.error()));
            case Write.Save save -> save(save);
            case Write.DropSaved drop -> saved.remove(drop.run());
            case Write.PutResource put -> resources.put(put.resource());
            case Write.DeleteResource delete -> resources.delete(delete.key());
            case Write.PutApp put -> apps.add(put.app());
            case Write.MovePartition _, Write.ReleasePartition _ ->
                throw new IllegalStateException("not a row: " + write);
        }
    }

    /** What nobody would ever look for must not be kept. */
    private void save(Write.Save save) {
        Run run = runs.get(save.run());
        if (run == null || run.state() instanceof RunState.Final || !run.tries().saved()) {
            throw new IllegalStateException(
                    "the row of " + save.run() + " does not say that something is saved: " + run);
        }
        saved.computeIfAbsent(save.run(), _ -> new TreeMap<>())
                .put(save.entry().step(), save.entry().value());
    }

    SortedMap<RunId, Saved> saved(SortedSet<RunId> of) {
        var found = new TreeMap<RunId, Saved>();
        saved.forEach((run, byStep) -> {
            if (of.contains(run)) {
                found.put(run, new Saved(byStep));
            }
        });
        return found;
    }

    /** Runs of which something is saved. */
    Set<RunId> saving() {
        return Collections.unmodifiableSet(saved.keySet());
    }

    TestingResources resources() {
        return resources;
    }

    /** From here on every run of a partition has a place of its own. */
    void takeOver(Partition partition) {
        plans.dissolve(partition);
    }

    void setAside(RunId run) {
        run(run).ifPresent(this::remove);
    }

    List<Run> runs() {
        return List.copyOf(runs.values());
    }

    Optional<Run> run(RunId id) {
        return Optional.ofNullable(runs.get(id));
    }

    Set<AppName> apps() {
        return apps;
    }

    List<Job> jobs(Partition partition) {
        return jobs.values().stream()
                .filter(job -> partition.equals(homes.get(job.id())))
                .toList();
    }

    /** Fires that were cancelled before they are due. */
    List<CancelledFire> cancelledAhead(Partition partition, Instant now) {
        var fires = new ArrayList<CancelledFire>();
        for (Run run : runs.values()) {
            if (run.id().partition().equals(partition)
                    && run.state() instanceof RunState.Cancelled
                    && run.cause() instanceof Cause.Fired fired
                    && run.scheduledAt().isAfter(now)) {
                fires.add(new CancelledFire(run.jobId(), fired.trigger(), run.scheduledAt()));
            }
        }
        return fires;
    }

    List<LoadedRun> load(RunWindow window) {
        Stream<Run> selected = switch (window.selection()) {
            case RunWindow.Selection.OfBand band ->
                between(window, Run::dueAt, BY_DUE)
                        .filter(run -> Band.of(run.priority()) == band.band()
                                && !isShard(run)
                                && !band.without().contains(run.jobId()));
            case RunWindow.Selection.OfJob job ->
                between(window, Run::scheduledAt, BY_SCHEDULE)
                        .filter(run -> run.jobId().equals(job.job())
                                && Band.of(run.priority()) == job.band()
                                && !isShard(run));
            case RunWindow.Selection.PartsOf parts ->
                parts(parts.run()).filter(run -> live.contains(run) && indexOf(run) >= parts.from());
            case RunWindow.Selection.Named named ->
                live.stream().filter(run -> named.runs().contains(run.id()));
        };
        return selected.filter(run -> window.partitions().contains(run.id().partition()) && !plans.hold(run.id()))
                .limit(window.limit())
                .map(run -> new LoadedRun(run, spec(run)))
                .toList();
    }

    SortedMap<RunId, SortedMap<Integer, RunStatus>> endedParts(SortedSet<RunId> of) {
        var ended = new TreeMap<RunId, SortedMap<Integer, RunStatus>>();
        for (RunId run : of) {
            parts(run)
                    .filter(part -> part.state() instanceof RunState.Final)
                    .forEach(part -> ended.computeIfAbsent(run, _ -> new TreeMap<>())
                            .put(indexOf(part), part.state().status()));
        }
        return ended;
    }

    /** The parts of a run in the order of their indices. */
    Stream<Run> parts(RunId of) {
        return runs.tailMap(of).values().stream()
                .filter(run ->
                        run.cause() instanceof Cause.Shard shard && shard.of().equals(of))
                .sorted(Comparator.comparingInt(TestingTables::indexOf));
    }

    private static int indexOf(Run part) {
        return part.cause() instanceof Cause.Shard shard ? shard.index() : -1;
    }

    private static boolean isShard(Run run) {
        return run.cause() instanceof Cause.Shard;
    }

    Optional<Job> job(JobKey key) {
        return jobs.values().stream().filter(job -> job.key().equals(key)).findFirst();
    }

    List<Job> jobs(Namespace namespace, Optional<String> afterName, int limit) {
        return jobs.values().stream()
                .filter(job -> job.key().namespace().equals(namespace))
                .filter(job -> afterName.isEmpty() || job.key().name().value().compareTo(afterName.get()) > 0)
                .sorted(Comparator.comparing(Job::key))
                .limit(limit)
                .toList();
    }

    List<Job> versions(JobKey key, int limit) {
        return job(key).map(job -> versions.getOrDefault(job.id(), new TreeMap<>()))
                .map(all -> all.descendingMap().values().stream().limit(limit).toList())
                .orElse(List.of());
    }

    List<Run> runs(RunFilter filter, int limit) {
        return runs.values().stream()
                .filter(matches(filter))
                .sorted(BY_SCHEDULE.reversed())
                .limit(limit)
                .map(run -> run.at(filter.at()))
                .toList();
    }

    List<FailedAttempt> attempts(RunId run) {
        return List.copyOf(attempts.getOrDefault(run, List.of()));
    }

    Optional<RunId> requested(JobKey job, String runKey) {
        return runs.values().stream()
                .filter(run -> run.job().equals(job)
                        && run.cause() instanceof Cause.Requested requested
                        && runKey.equals(requested.key()))
                .map(Run::id)
                .findFirst();
    }

    boolean knowsVersionsOf(JobId job) {
        return versions.containsKey(job);
    }

    Optional<RunId> rerun(RunId of, String runKey) {
        return runs.values().stream()
                .filter(run -> run.cause().equals(new Cause.Rerun(of, runKey)))
                .map(Run::id)
                .findFirst();
    }

    Purged purge(PurgeSlice slice) {
        var gone = runs.values().stream()
                .filter(run -> isOver(run, slice))
                .limit(slice.limit())
                .toList();
        gone.forEach(this::remove);
        if (gone.size() == slice.limit()) {
            return new Purged(gone.size(), true);
        }
        attempts.values().forEach(all -> all.removeIf(attempt -> isBefore(attempt.endedAt(), slice.deadBefore())));
        if (slice.before() != null) {
            purgeVersions(slice.before());
        }
        return new Purged(gone.size(), false);
    }

    /** A part stays for as long as the run that it is a part of. */
    private boolean isOver(Run run, PurgeSlice slice) {
        if (!(run.cause() instanceof Cause.Shard shard)) {
            return isOverAsWhole(run, slice);
        }
        Run whole = runs.get(shard.of());
        return isBefore(shard.of().madeAt(), slice.before()) && (whole == null || isOverAsWhole(whole, slice));
    }

    /** A dead letter is never kept for less time than other runs. */
    private static boolean isOverAsWhole(Run run, PurgeSlice slice) {
        return run.state() instanceof RunState.Final end
                && isBefore(end.finishedAt(), slice.before())
                && (run.sequel().dead() == null || isBefore(end.finishedAt(), slice.deadBefore()));
    }

    /** Whether the day of an instant lies wholly before a bound. */
    private static boolean isBefore(Instant instant, @Nullable Instant bound) {
        return bound != null && instant.isBefore(bound.truncatedTo(ChronoUnit.DAYS));
    }

    Optional<Job> deletedDeclared(JobKey key) {
        return deleted.entrySet().stream()
                .sorted(Map.Entry.<JobId, Instant>comparingByValue()
                        .thenComparing(Map.Entry.comparingByKey())
                        .reversed())
                .map(entry -> lastVersion(entry.getKey()))
                .filter(job -> job.key().equals(key) && job.declared() != null)
                .findFirst();
    }

    private void purgeVersions(Instant before) {
        Set<JobId> referred = runs.values().stream().map(Run::jobId).collect(Collectors.toCollection(TreeSet::new));
        deleted.entrySet().removeIf(entry -> {
            JobId job = entry.getKey();
            boolean declared = lastVersion(job).declared() != null;
            boolean over = entry.getValue().isBefore(before) && !referred.contains(job) && !declared;
            if (over) {
                versions.remove(job);
                homes.remove(job);
            }
            return over;
        });
    }

    private Job lastVersion(JobId job) {
        return Objects.requireNonNull(versions.get(job)).lastEntry().getValue();
    }

    private void putJob(Write.PutJob put) {
        Job job = put.job();
        jobs.put(job.id(), job);
        deleted.remove(job.id());
        homes.put(job.id(), put.partition());
        versions.computeIfAbsent(job.id(), _ -> new TreeMap<>()).put(job.version(), job);
    }

    private void insert(Run run) {
        if (!run.jobId().partition().equals(run.id().partition())
                && !isShard(run)
                && !borrowed.contains(Borrowed.of(run))) {
            throw new IllegalStateException("the partition of run " + run.id() + " knows no version " + run.jobVersion()
                    + " of job " + run.jobId());
        }
        if (runs.putIfAbsent(run.id(), run) != null) {
            throw new IllegalStateException("run " + run.id() + " was inserted before");
        }
        if (!(run.state() instanceof RunState.Final)) {
            live.add(run);
        }
    }

    private void update(Run run) {
        Run before = runs.get(run.id());
        if (before == null) {
            throw new IllegalStateException("run " + run.id() + " is updated and was never inserted: " + run);
        }
        if (before.state() instanceof RunState.Final) {
            throw new IllegalStateException("a final state never changes: " + before + " to " + run);
        }
        remove(before);
        insert(run);
    }

    private void cancel(Run run, Instant at) {
        update(run.withState(new RunState.Cancelled(null, null, at)));
    }

    private void remove(Run run) {
        runs.remove(run.id());
        live.remove(run);
    }

    private static boolean isFireOf(OptionalInt trigger, Cause cause) {
        return switch (cause) {
            case Cause.Fired fired -> trigger.isEmpty() || fired.trigger() == trigger.getAsInt();
            case Cause.CaughtUp made -> trigger.isEmpty() || made.trigger() == trigger.getAsInt();
            case Cause.Requested _, Cause.Compensation _, Cause.Rerun _, Cause.Shard _ -> false;
        };
    }

    /** Copies, because the caller changes what it is given. */
    private Stream<Run> notDue(Partition partition, Instant now) {
        return List.copyOf(live).stream()
                .filter(run -> run.id().partition().equals(partition))
                .filter(run ->
                        run.state() instanceof RunState.Pending && run.dueAt().isAfter(now));
    }

    private JobSpec spec(Run run) {
        Job job = versions.getOrDefault(run.jobId(), new TreeMap<>()).get(run.jobVersion());
        if (job == null) {
            throw new IllegalStateException("run " + run.id() + " was made from an unknown version: " + run);
        }
        return job.spec();
    }

    private Stream<Run> between(RunWindow window, Function<Run, Instant> instantOf, Comparator<Run> order) {
        return live.stream()
                .filter(run -> isBehind(window, instantOf.apply(run), run.id())
                        && !instantOf.apply(run).isAfter(window.through()))
                .sorted(order);
    }

    private static boolean isBehind(RunWindow window, Instant instant, RunId id) {
        if (window.after() == null) {
            return true;
        }
        int order = instant.compareTo(window.after());
        return order > 0 || (order == 0 && window.afterId() != null && id.compareTo(window.afterId()) > 0);
    }

    private static Predicate<Run> matches(RunFilter filter) {
        return run -> run.job().namespace().equals(filter.namespace())
                && (filter.shardOf() == null ? !isShard(run) : isPartOf(filter.shardOf(), run))
                && (filter.job() == null || run.job().name().equals(filter.job()))
                && filter.hasStatus(run)
                && (!filter.dead() || run.sequel().dead() != null)
                && (filter.from() == null || !run.scheduledAt().isBefore(filter.from()))
                && (filter.to() == null || run.scheduledAt().isBefore(filter.to()))
                && (filter.before() == null || isFurtherDown(run, filter.before()));
    }

    private static boolean isPartOf(RunId whole, Run run) {
        return run.cause() instanceof Cause.Shard shard && shard.of().equals(whole);
    }

    private static boolean isFurtherDown(Run run, RunFilter.Position position) {
        int order = run.scheduledAt().compareTo(position.scheduledAt());
        return order < 0 || (order == 0 && run.id().compareTo(position.id()) < 0);
    }
}
