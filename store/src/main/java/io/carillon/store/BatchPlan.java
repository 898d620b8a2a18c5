package io.carillon.store;

import io.carillon.engine.Write;
import io.carillon.model.AppName;
import io.carillon.model.JobId;
import io.carillon.model.Partition;
import io.carillon.model.RunId;
import io.carillon.model.job.Job;
import io.carillon.model.run.Cause;
import io.carillon.model.run.Run;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The writes of a batch, grouped so that each group is a few statements, with the same result as one after the other: a run that
 * changed several times is written once, where its last state belongs. A write that finds its rows by a search ends the group before
 * it.
 */
final class BatchPlan {

    private final List<Step> steps = new ArrayList<>();
    private final List<Write.AddAttempt> attempts = new ArrayList<>();
    private final Map<SaveKey, Write.Save> saves = new LinkedHashMap<>();
    private final List<Write.DropSaved> drops = new ArrayList<>();
    private final List<Write.OfResource> resources = new ArrayList<>();
    private final Map<AppName, Instant> apps = new LinkedHashMap<>();
    private final Map<Partition, Write.MovePartition> moves = new LinkedHashMap<>();
    private final List<Write.ReleasePartition> releases = new ArrayList<>();
    private @Nullable Changes open;

    private BatchPlan() {}

    static BatchPlan of(Iterable<Write> writes) {
        var plan = new BatchPlan();
        writes.forEach(plan::add);
        return plan;
    }

    private record SaveKey(RunId run, String step) {

        private static SaveKey of(Write.Save save) {
            return new SaveKey(save.run(), save.entry().step());
        }
    }

    /** What is done before the next step begins. */
    sealed interface Step {

        record Delete(Write.DeleteJob write) implements Step {}

        record Withdraw(Write.WithdrawFires write) implements Step {}

        record Cancel(Write.CancelPending write) implements Step {}
    }

    private record Version(JobId job, int number) {

        private static Version of(Job job) {
            return new Version(job.id(), job.version());
        }
    }

    /** Definitions and runs that are written by their keys; runs in the order of these, which is how their pages lie. */
    static final class Changes implements Step {

        private final SequencedMap<JobId, Write.PutJob> jobs = new LinkedHashMap<>();
        private final SequencedMap<Version, Write.PutJob> versions = new LinkedHashMap<>();
        private final SequencedMap<Version, Write.BorrowJob> borrowed = new LinkedHashMap<>();
        private final List<Run> repeated = new ArrayList<>();
        private final Map<RunId, Run> inserts = new TreeMap<>();
        private final Map<RunId, Run> updates = new TreeMap<>();
        private final Map<RunId, RunId> plans = new HashMap<>();
        private final Set<RunId> leaving = new HashSet<>();
        private final Set<RunId> drops = new TreeSet<>();
        private final List<Write.MarkRun> marks = new ArrayList<>();

        /** The last of each job. */
        List<Write.PutJob> jobs() {
            return List.copyOf(jobs.values());
        }

        /** The last of each version. */
        List<Write.PutJob> versions() {
            return List.copyOf(versions.values());
        }

        /** The last of each version of a job that other databases have. */
        List<Write.BorrowJob> borrowed() {
            return List.copyOf(borrowed.values());
        }

        private void put(Write.PutJob put) {
            jobs.put(put.job().id(), put);
            versions.put(Version.of(put.job()), put);
        }

        private void borrow(Write.BorrowJob borrow) {
            borrowed.put(Version.of(borrow.job()), borrow);
        }

        /**
         * Runs that are new, alive and in no plan. One that is inserted twice stands here twice: the database refuses it.
         */
        List<Run> inserts() {
            return inserted()
                    .filter(Changes::isWhole)
                    .filter(run -> !hasEnded(run) && !plans.containsKey(run.id()))
                    .toList();
        }

        /** Runs that are new and stand in plans. */
        List<PlanRows.Plan> plans() {
            var members = new TreeMap<RunId, List<Run>>();
            inserted()
                    .filter(run -> plans.containsKey(run.id()))
                    .forEach(run -> members.computeIfAbsent(plans.get(run.id()), _ -> new ArrayList<>())
                            .add(run));
            return members.entrySet().stream()
                    .map(plan -> new PlanRows.Plan(plan.getKey(), plan.getValue()))
                    .toList();
        }

        /** Plans that nothing stands in any more. */
        List<RunId> drops() {
            return List.copyOf(drops);
        }

        /** Runs that are new and never were alive for anybody else. */
        List<Run> endedAtOnce() {
            return inserted().filter(Changes::isWhole).filter(Changes::hasEnded).toList();
        }

        /** Runs that were alive and, if they still are, go on like this. */
        List<Run> updates() {
            return placed().filter(run -> !hasEnded(run)).toList();
        }

        /** Runs that were alive and, if they still are, end like this. */
        List<Run> ended() {
            return placed().filter(Changes::hasEnded).toList();
        }

        /** Runs that stood in plans and go on like this. */
        List<Run> left() {
            return unplanned().filter(run -> !hasEnded(run)).toList();
        }

        /** Runs that stood in plans and end like this. */
        List<Run> leftAndEnded() {
            return unplanned().filter(Changes::hasEnded).toList();
        }

        /** Parts of runs that are new, alive or not: they stay where they are put. */
        List<Run> newParts() {
            return inserted().filter(run -> !isWhole(run)).toList();
        }

        /** Parts of runs that, if they are alive, go on or end like this. */
        List<Run> changedParts() {
            return updated().filter(run -> !isWhole(run)).toList();
        }

        private Stream<Run> inserted() {
            return Stream.concat(inserts.values().stream(), repeated.stream());
        }

        private Stream<Run> updated() {
            return updates.values().stream();
        }

        private Stream<Run> placed() {
            return updated().filter(run -> isWhole(run) && !leaving.contains(run.id()));
        }

        private Stream<Run> unplanned() {
            return updated().filter(run -> leaving.contains(run.id()));
        }

        private static boolean isWhole(Run run) {
            return !(run.cause() instanceof Cause.Shard);
        }

        private static boolean hasEnded(Run run) {
            return run.state().status().isFinal();
        }

        /** Of runs that have ended, so that no later change of them can be meant. */
        List<Write.MarkRun> marks() {
            return marks;
        }

        /** An update before it found no row; if it found one, this insert will be refused. */
        private void insert(Write.InsertRun write) {
            Run run = write.run();
            updates.remove(run.id());
            if (inserts.putIfAbsent(run.id(), run) != null) {
                repeated.add(run);
            } else if (write.plan() != null) {
                plans.put(run.id(), write.plan());
            }
        }

        private void update(Write.UpdateRun write) {
            Run run = write.run();
            if (write.leaving() != null && plans.remove(run.id()) == null) {
                leaving.add(run.id());
            }
            Map<RunId, Run> known = inserts.containsKey(run.id()) ? inserts : updates;
            known.merge(run.id(), run, (before, after) -> hasEnded(before) ? before : after);
        }
    }

    List<Step> steps() {
        return steps;
    }

    List<Write.AddAttempt> attempts() {
        return attempts;
    }

    /** The last under each name, of runs that go on. */
    Collection<Write.Save> saves() {
        return saves.values();
    }

    /** Runs whose attempts leave nothing to anybody any more. */
    List<Write.DropSaved> dropsOfSaved() {
        return drops;
    }

    /** Changes of resources in their order. */
    List<Write.OfResource> resources() {
        return resources;
    }

    Map<AppName, Instant> apps() {
        return apps;
    }

    List<Write.ReleasePartition> releases() {
        return releases;
    }

    Iterable<Write.MovePartition> moves() {
        return moves.values();
    }

    private void add(Write write) {
        switch (write) {
            case Write.PutJob put -> changes().put(put);
            case Write.BorrowJob borrow -> changes().borrow(borrow);
            case Write.InsertRun insert -> changes().insert(insert);
            case Write.UpdateRun update -> changes().update(update);
            case Write.DropPlan drop -> changes().drops.add(drop.plan());
            case Write.MarkRun mark -> changes().marks.add(mark);
            case Write.DeleteJob delete -> end(new Step.Delete(delete));
            case Write.WithdrawFires withdraw -> end(new Step.Withdraw(withdraw));
            case Write.CancelPending cancel -> end(new Step.Cancel(cancel));
            case Write.OfResource change -> resources.add(change);
            case Write.AddAttempt attempt -> attempts.add(attempt);
            case Write.Save save -> saves.put(SaveKey.of(save), save);
            case Write.DropSaved drop -> {
                saves.keySet().removeIf(key -> key.run().equals(drop.run()));
                drops.add(drop);
            }
            case Write.PutApp put -> apps.merge(put.app(), put.at(), (before, after) -> after);
            case Write.MovePartition move -> moves.put(move.partition(), move);
            case Write.ReleasePartition release -> releases.add(release);
        }
    }

    private Changes changes() {
        Changes changes = open;
        if (changes == null) {
            changes = new Changes();
            open = changes;
            steps.add(changes);
        }
        return changes;
    }

    private void end(Step step) {
        open = null;
        steps.add(step);
    }
}
