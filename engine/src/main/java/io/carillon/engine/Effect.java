package io.carillon.engine;

import io.carillon.model.Epoch;
import io.carillon.model.JobKey;
import io.carillon.model.Partition;
import io.carillon.model.RunId;
import io.carillon.model.Token;
import io.carillon.model.job.JobSpec;
import io.carillon.model.run.Attempt;
import io.carillon.model.run.Run;
import io.carillon.model.run.RunState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What the core asks of the shell. Whoever receives one may act on it at once: whatever it depends on is durable. */
public sealed interface Effect {

    /** For a worker, by the connection that it had when this was decided. */
    sealed interface ToWorker extends Effect {

        SessionId session();
    }

    /** Make this batch durable and answer with {@link Event.CommitEnded}. */
    record Commit(CommitBatch batch) implements Effect {}

    /** Find out what became of this batch, whose outcome is unknown, and answer with {@link Event.CommitEnded}. */
    record Resolve(CommitBatch batch) implements Effect {}

    /** Renew the node's lease and answer with {@link Event.Renewed}. */
    record Renew(long number, Duration lease, boolean leaving) implements Effect {}

    /** Look who owns what and answer with {@link Event.Looked}. */
    record Look(long number) implements Effect {}

    /** Take these partitions over, each only if its epoch is still this one, and answer with {@link Event.TookOver}. */
    record TakeOver(SortedMap<Partition, Epoch> ifEpoch) implements Effect {}

    /**
     * Read the jobs of these partitions, of as many as it takes to have enough, and what is due of their runs, and answer with
     * {@link Event.JobsRead}. Several such reads may be under way at once.
     *
     * @param of with the epochs at which they were taken: an answer for an earlier one is void
     * @param through of runs those that are due by then
     * @param limit how many runs of each band
     */
    record ReadJobs(SortedMap<Partition, Epoch> of, int enough, Instant through, int limit) implements Effect {

        /** What a store has of them. */
        public Event.JobsRead from(Store store) {
            List<PartitionJobs> jobs = store.jobs(new TreeSet<>(of.keySet()), enough);
            var read = new TreeSet<Partition>();
            jobs.forEach(each -> read.add(each.partition()));
            var runs = new ArrayList<LoadedRun>();
            boolean all = true;
            for (Band band : Band.values()) {
                var ofBand = new RunWindow.Selection.OfBand(band, new TreeSet<>());
                List<LoadedRun> due = store.load(new RunWindow(read, ofBand, null, null, through, limit));
                runs.addAll(due);
                all &= due.size() < limit;
            }
            return new Event.JobsRead(of, jobs, new DueRuns(runs, all ? through : Instant.MIN));
        }
    }

    /** Ask a worker what it holds; it answers with {@link Event.WorkerHolds}. */
    record Recall(SessionId session) implements ToWorker {}

    /** Read these runs and answer with {@link Event.Loaded}. */
    record Load(RunWindow window) implements Effect {}

    /** Read which parts of these runs have ended and answer with {@link Event.PartsRead}. */
    record ReadParts(long number, SortedSet<RunId> runs) implements Effect {}

    /** Read a job that another node may own and answer with {@link Event.JobRead}. */
    record ReadJob(JobKey key) implements Effect {}

    /** Delete this part of the history and answer with {@link Event.PurgeEnded}. */
    record Purge(PurgeSlice slice) implements Effect {}

    /** Read what attempts of these runs have saved and answer with {@link Event.SavedRead}. */
    record ReadSaved(long number, SortedSet<RunId> runs) implements Effect {}

    /**
     * Give a worker an attempt.
     *
     * @param saved what earlier attempts have left for this one; null if that must be read first
     */
    record Assign(
            SessionId session,
            Run run,
            JobSpec spec,
            Attempt attempt,
            @Nullable Saved saved) implements ToWorker {

        public Assign(SessionId session, Run run, JobSpec spec, Attempt attempt) {
            this(session, run, spec, attempt, run.tries().saved() ? null : Saved.NOTHING);
        }

        Assign with(Saved read) {
            return new Assign(session, run, spec, attempt, read);
        }
    }

    record Stop(SessionId session, RunId run, Token token, StopReason reason) implements ToWorker {}

    /** Tells a worker that it may forget a result. */
    record Acknowledge(SessionId session, RunId run, Token token, boolean accepted, String reason)
            implements ToWorker {}

    /** Tells a worker that something is durable that it wants saved, or that it never will be. */
    record AcknowledgeSaving(SessionId session, Report.Saving saving, boolean accepted, String reason)
            implements ToWorker {}

    /** Tells a worker that a run is another node's: what it said of it was for other ears. */
    record Disclaim(SessionId session, RunId run, Token token) implements ToWorker {}

    /** Tells a worker that so many runs wait for a slot of its own; 0 when none does any more. */
    record Want(SessionId session, int waiting) implements ToWorker {}

    /** Tells a worker how many attempts this node may send it, all in all, since it took some back. */
    record ConfirmCredit(SessionId session, int number, long granted) implements ToWorker {}

    record Answer(CommandId id, Reply reply) implements Effect {}

    record Tell(Note note) implements Effect {}

    /** Why a worker is told to stop an attempt. */
    enum StopReason {
        CANCELLED,
        TIMED_OUT,
        DEADLINE,
        SUPERSEDED;

        static StopReason of(RunState.StopCause cause) {
            return switch (cause) {
                case CANCELLED -> CANCELLED;
                case TIMED_OUT -> TIMED_OUT;
                case DEADLINE -> DEADLINE;
            };
        }
    }
}
