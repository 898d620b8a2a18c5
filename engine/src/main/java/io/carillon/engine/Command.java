package io.carillon.engine;

import io.carillon.model.AppName;
import io.carillon.model.JobKey;
import io.carillon.model.ResourceKey;
import io.carillon.model.RunId;
import io.carillon.model.WorkerId;
import io.carillon.model.job.Declaration;
import io.carillon.model.job.JobDraft;
import io.carillon.model.job.Priority;
import io.carillon.model.job.ResourceDraft;
import io.carillon.model.json.Json;
import io.carillon.model.run.Run;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a user asks of the owner of a job, a run or a resource. */
public sealed interface Command {

    /** The version of what is not there. */
    int ABSENT = 0;

    record CreateJob(JobDraft draft) implements Command {}

    /**
     * Puts a definition in the place of another.
     *
     * @param ifVersion the version that the user has seen; null replaces whatever is there
     */
    record ReplaceJob(JobDraft draft, @Nullable Integer ifVersion) implements Command {}

    /**
     * Makes a job be as its draft says, and notes what code says of it.
     *
     * @param ifVersion the version that the draft was made from, {@link #ABSENT} if there was none
     */
    record DeclareJob(JobDraft draft, Declaration said, int ifVersion) implements Command {}

    record DeleteJob(JobKey key, @Nullable Integer ifVersion) implements Command {}

    record PauseJob(JobKey key) implements Command {}

    record ResumeJob(JobKey key) implements Command {}

    /**
     * Asks for a run.
     *
     * @param params override the job's, member by member
     * @param at when; null is now
     * @param runKey the caller's key: a second request with it gives the first one's run
     */
    record TriggerJob(
            JobKey key,
            Json.Obj params,
            @Nullable Instant at,
            @Nullable String runKey,
            @Nullable Priority priority) implements Command {}

    /** Asks for many runs of one job, all or none; each is asked for as if alone. */
    record TriggerBatch(JobKey key, List<TriggerJob> runs) implements Command {

        public TriggerBatch {
            runs = List.copyOf(runs);
        }
    }

    /**
     * Asks for the work of a run that has ended to be done again, by its job's present definition.
     *
     * @param of the run as it was stored
     * @param params override those of the former run, member by member
     * @param at when; null is now
     * @param key the caller's key: a second request with it gives the first one's run
     */
    record RerunRun(
            Run of,
            Json.Obj params,
            @Nullable Instant at,
            @Nullable String key,
            @Nullable Priority priority) implements Command {}

    /**
     * A request with keys under which nobody has asked before, as far as the store knows. Its owner knows the rest, if it has been the
     * owner since before the store was asked.
     *
     * @param asked a request for one run or many, or a rerun
     * @param since when the store was about to be asked, by the node's time
     */
    record LookedUp(Command asked, Instant since) implements Command {}

    /** Takes a run off the list of dead letters. */
    record DiscardRun(RunId run) implements Command {}

    /**
     * Withdraws a run.
     *
     * @param run as it was last seen in the store; its owner knows better where it stands
     */
    record CancelRun(Run run) implements Command {}

    /**
     * Says how something ended that an attempt began and that went on elsewhere.
     *
     * @param how as if the attempt's worker said so
     * @param begunBy that worker
     */
    record CallBack(Report.OfState how, WorkerId begunBy) implements Command {}

    /** Asks how a run stands in the owner's memory, which is ahead of the store. */
    record ExplainRun(RunId run) implements Command {}

    /**
     * Makes a resource be as its draft says.
     *
     * @param ifVersion the version that the user has seen, {@link #ABSENT} if there was none; null replaces whatever is there
     */
    record PutResource(ResourceDraft draft, @Nullable Integer ifVersion) implements Command {}

    record DeleteResource(ResourceKey key, @Nullable Integer ifVersion) implements Command {}

    record DeclareApp(AppName app) implements Command {}
}
