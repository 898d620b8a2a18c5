package io.carillon.engine;

import io.carillon.model.AppName;
import io.carillon.model.JobId;
import io.carillon.model.JobKey;
import io.carillon.model.Partition;
import io.carillon.model.Problem;
import io.carillon.model.ResourceKey;
import io.carillon.model.job.Declaration;
import io.carillon.model.job.Job;
import io.carillon.model.job.JobDraft;
import io.carillon.model.job.Suggestions;
import io.carillon.model.job.Trigger;
import io.carillon.model.run.Cause;
import io.carillon.model.run.RunEvent;
import io.carillon.schedule.Schedule;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Takes commands about definitions. An edit, a pause or a deletion takes back the fires that were recorded ahead in the same batch
 * that makes it durable: once it is acknowledged, no fire of the former definition happens.
 */
final class JobDesk {

    private final Jobs jobs;
    private final References references;
    private final Runs runs;
    private final Withdrawer withdrawer;
    private final Planner planner;
    private final Partitions partitions;
    private final GroupCommit commit;
    private final CompensationCheck compensation;
    private final TreeSet<AppName> apps = new TreeSet<>();

    JobDesk(Jobs jobs, References references, Runs runs, Planner planner, Partitions partitions, GroupCommit commit) {
        this.jobs = jobs;
        this.references = references;
        this.runs = runs;
        this.withdrawer = new Withdrawer(runs, partitions, commit);
        this.planner = planner;
        this.partitions = partitions;
        this.commit = commit;
        this.compensation = new CompensationCheck(jobs, partitions);
    }

    /** An app exists once a worker of it has connected, or somebody has declared it. */
    void know(AppName app, Instant now) {
        if (apps.add(app)) {
            references.wroteApp(commit.write(new Write.PutApp(app, now)));
        }
    }

    void knowStored(Iterable<AppName> stored) {
        stored.forEach(apps::add);
    }

    void create(CommandId id, JobDraft draft, Instant now) {
        create(id, draft, null, now);
    }

    private void create(CommandId id, JobDraft draft, @Nullable Declaration said, Instant now) {
        if (jobs.find(draft.key()) != null) {
            answer(
                    id,
                    draft.key(),
                    new Reply.Refused(Reply.Kind.CONFLICT, "job-exists", "job " + draft.key() + " exists already"));
            return;
        }
        Partition partition = partitions.of(draft.key());
        references.comeBefore(partition);
        JobId jobId = partitions.nextJobId(partition, now);
        var job = new Job(jobId, draft.key(), 1, draft.labels(), draft.spec(), false, now, now, said);
        List<Schedule> schedules = checked(id, job, List.of(), now);
        if (schedules != null) {
            save(id, jobs.add(partition, job, schedules), "created", now);
        }
    }

    void replace(CommandId id, JobDraft draft, @Nullable Integer ifVersion, Instant now) {
        JobEntry entry = expected(id, draft.key(), ifVersion);
        if (entry != null) {
            replace(id, entry, entry.job().replaced(draft, now), now);
        }
    }

    private void replace(CommandId id, JobEntry entry, Job next, Instant now) {
        List<Schedule> schedules = checked(id, next, entry.job().spec().triggers(), now);
        if (schedules != null) {
            change(id, entry, next, schedules, "replaced");
        }
    }

    /** What code says of a job is no part of its definition: noting it makes no version, and moves no fire. */
    void declare(CommandId id, Command.DeclareJob command, Instant now) {
        JobDraft draft = command.draft();
        if (command.ifVersion() == Command.ABSENT && jobs.find(draft.key()) == null) {
            create(id, draft, command.said(), now);
            return;
        }
        JobEntry entry = expected(id, draft.key(), command.ifVersion());
        if (entry == null) {
            return;
        }
        Job job = entry.job();
        if (command.said().isOlderThan(job.declared())) {
            String message = "later code has just said something else of job " + draft.key();
            answer(id, draft.key(), new Reply.Refused(Reply.Kind.PRECONDITION_FAILED, "declared-later", message));
        } else if (!job.draft().equals(draft)) {
            replace(id, entry, job.replaced(draft, now).withDeclared(command.said()), now);
        } else if (command.said().equals(job.declared())) {
            answer(id, draft.key(), new Reply.JobSaved(job));
        } else {
            references.comeBefore(entry.partition());
            entry.note(job.withDeclared(command.said()));
            tell(id, entry, "declared", write(entry));
        }
    }

    /** Whatever is wrong with a definition that was accepted once, it can be paused and resumed. */
    void pause(CommandId id, JobKey key, boolean paused, Instant now) {
        JobEntry entry = expected(id, key, null);
        if (entry == null) {
            return;
        }
        if (entry.job().paused() == paused) {
            answer(id, key, new Reply.JobSaved(entry.job()));
            return;
        }
        Job next = entry.job().withPaused(paused, now);
        if (!paused) {
            entry.delaysBeganAnew();
        }
        change(id, entry, next, jobs.compile(next, new ArrayList<>()), paused ? "paused" : "resumed");
    }

    void delete(CommandId id, JobKey key, @Nullable Integer ifVersion, Instant now) {
        JobEntry entry = expected(id, key, ifVersion);
        if (entry == null) {
            return;
        }
        if (!planner.recordDue(entry.partition(), now)) {
            answer(id, key, Reply.CATCHING_UP);
            return;
        }
        withdrawer.withdraw(entry, now);
        for (LiveRun run : List.copyOf(entry.pending())) {
            runs.apply(run, new RunEvent.CancelRequested(now));
        }
        runs.takenBack(new Runs.TakenBack(
                entry.job().id(),
                partitions.lastId(entry.partition()),
                now,
                cause -> !cause.isFire() && !(cause instanceof Cause.Shard)));
        commit.write(new Write.CancelPending(entry.partition(), entry.job().id(), now));
        commit.write(new Write.DeleteJob(entry.partition(), entry.job().id(), now));
        jobs.remove(entry, now);
        commit.afterAll(entry.partition(), new Effect.Tell(new Note.JobChanged(entry.job(), "deleted")));
        answer(id, key, new Reply.JobDeleted(key));
    }

    private void change(CommandId id, JobEntry entry, Job next, List<Schedule> schedules, String change) {
        references.comeBefore(entry.partition());
        if (!planner.recordDue(entry.partition(), next.activeFrom())) {
            answer(id, next.key(), Reply.CATCHING_UP);
            return;
        }
        withdrawer.withdraw(entry, next.activeFrom());
        entry.become(next, schedules);
        save(id, entry, change, next.activeFrom());
    }

    private void save(CommandId id, JobEntry entry, String change, Instant now) {
        Footing batch = write(entry);
        commit.write(partitions.move(entry.partition(), planner.through(entry.partition())));
        planner.begin(entry, now);
        tell(id, entry, change, batch);
    }

    private Footing write(JobEntry entry) {
        Footing batch = commit.write(new Write.PutJob(entry.partition(), entry.job()));
        jobs.fresh().wrote(entry.job().id(), batch);
        return batch;
    }

    private void tell(CommandId id, JobEntry entry, String change, Footing batch) {
        commit.after(batch, entry.partition(), new Effect.Tell(new Note.JobChanged(entry.job(), change)));
        commit.after(batch, entry.partition(), new Effect.Answer(id, new Reply.JobSaved(entry.job())));
    }

    private @Nullable JobEntry expected(CommandId id, JobKey key, @Nullable Integer ifVersion) {
        JobEntry entry = jobs.find(key);
        if (entry == null) {
            answer(id, key, new Reply.Refused(Reply.Kind.NOT_FOUND, "job-not-found", "there is no job " + key));
        } else if (ifVersion != null && ifVersion != entry.job().version()) {
            String message = "job " + key + " is at version " + entry.job().version() + ", not " + ifVersion;
            answer(id, key, new Reply.Refused(Reply.Kind.PRECONDITION_FAILED, "version-changed", message));
            return null;
        }
        return entry;
    }

    /** The compiled triggers of a definition that can be accepted; answers the command itself if it can't. */
    private @Nullable List<Schedule> checked(CommandId id, Job job, List<Trigger> acceptedBefore, Instant now) {
        var problems = new ArrayList<Problem>();
        List<Schedule> schedules = jobs.compile(job, problems);
        if (problems.isEmpty()) {
            checkFuture(job, schedules, acceptedBefore, now, problems);
        }
        checkApp(job.spec().task().app(), problems);
        compensation.check(job.key(), job.spec(), problems);
        references.checkLimits(job, problems);
        Optional<ResourceKey> notYetSaved = references.notYetSaved(job, partitions.of(job.key()));
        if (problems.isEmpty() && notYetSaved.isPresent()) {
            answer(id, job.key(), Reply.notYetSaved(notYetSaved.get()));
            return null;
        }
        if (problems.isEmpty()) {
            return schedules;
        }
        String message = "the definition of job " + job.key() + " can't be accepted";
        answer(id, job.key(), new Reply.Refused(Reply.Kind.INVALID, "invalid-job", message, problems));
        return null;
    }

    /** A trigger without a future is a mistake, unless it was accepted before and has fired its last since. */
    private static void checkFuture(
            Job job, List<Schedule> schedules, List<Trigger> acceptedBefore, Instant now, List<Problem> problems) {
        List<Trigger> triggers = job.spec().triggers();
        for (int i = 0; i < triggers.size(); i++) {
            if (!acceptedBefore.contains(triggers.get(i)) && schedules.get(i).next(now) == null) {
                problems.add(Jobs.withoutFuture(i, triggers.get(i), now));
            }
        }
    }

    private void checkApp(AppName app, List<Problem> problems) {
        if (!apps.contains(app)) {
            String meant = Suggestions.nearest(
                            app.value(), apps.stream().map(AppName::value).toList())
                    .map(near -> "; did you mean '" + near + "'?")
                    .orElse("; an app is known once one of its workers has connected or it was declared");
            problems.add(new Problem("/spec/task/app", "unknown-app", "unknown app '" + app + "'" + meant));
        }
    }

    private void answer(CommandId id, JobKey about, Reply reply) {
        commit.afterAll(partitions.of(about), new Effect.Answer(id, reply));
    }
}
