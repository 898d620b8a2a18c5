package io.carillon.engine;

import io.carillon.model.Partition;
import io.carillon.model.Token;
import io.carillon.model.WorkerId;
import io.carillon.model.job.JobSpec;
import io.carillon.model.run.Attempt;
import io.carillon.model.run.Cause;
import io.carillon.model.run.Run;
import io.carillon.model.run.RunState;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A run that has not ended, as the owner's memory holds it: its value, and what only matters while it is alive. */
final class LiveRun {

    private final JobEntry job;
    private final JobSpec spec;
    private final long dueMicros;
    private final long rank;
    private final TimingWheel.Timer<LiveRun> timer = new TimingWheel.Timer<>(this);
    private Run run;
    private Footing footing = Footing.NONE;
    private @Nullable Instant unwrittenSince;
    private boolean waitsUnwritten;
    private boolean careful;
    private final boolean untouched;
    private boolean heldBack;
    private boolean givenUp;
    private boolean called;
    private @Nullable Token lateCall;
    private @Nullable WorkerEntry holder;
    private @Nullable WorkerEntry tried;
    private @Nullable Credit promisedTo;
    private Turns.@Nullable Place place;
    private @Nullable Line line;
    private @Nullable Plan plan;
    private List<GateSet> held = List.of();
    private @Nullable Said said;

    LiveRun(JobEntry job, Run run, JobSpec spec) {
        this.job = job;
        this.run = run;
        this.spec = spec;
        this.untouched = run.state() instanceof RunState.Pending;
        this.dueMicros = ChronoUnit.MICROS.between(Instant.EPOCH, run.dueAt());
        this.rank = rank(run);
    }

    /** Of runs that are due together, those that were made first come first; the parts of one of them stand in its place. */
    private static long rank(Run run) {
        return run.cause() instanceof Cause.Shard shard
                ? shard.of().value()
                : run.id().value();
    }

    Run run() {
        return run;
    }

    void become(Run next) {
        run = next;
    }

    RunState state() {
        return run.state();
    }

    Partition partition() {
        return run.id().partition();
    }

    JobEntry job() {
        return job;
    }

    /** Whether it is a part of another run. */
    boolean isShard() {
        return run.cause() instanceof Cause.Shard;
    }

    /** Into how many parts it was split; 0 while it is whole. */
    int parts() {
        return run.state() instanceof RunState.InParts split ? split.parts() : 0;
    }

    /** Whether it is to be split when its turn comes. */
    boolean isToBeSplit() {
        return spec.routing().splits() && !isShard();
    }

    /** The only worker that may ever do it; null if others may. */
    @Nullable
    WorkerId only() {
        return run.cause() instanceof Cause.Shard shard ? shard.worker() : null;
    }

    /** Whether it waits for one worker while others have slots: which one that is may change whenever one comes or leaves. */
    boolean waitsForItsOwn() {
        return spec.routing().waitsForItsOwn() && !isToBeSplit();
    }

    /** The order in which runs come due: whoever hands out compares little else. */
    int compareDue(LiveRun other) {
        if (dueMicros != other.dueMicros) {
            return dueMicros < other.dueMicros ? -1 : 1;
        }
        if (rank != other.rank) {
            return rank < other.rank ? -1 : 1;
        }
        return this == other ? 0 : run.id().compareTo(other.run.id());
    }

    /** When it has to have ended; null if it may take any time. */
    @Nullable
    Instant deadline() {
        return spec.deadline() == null ? null : run.dueAt().plus(spec.deadline());
    }

    /** When an attempt that began at an instant has to have ended; null if it may take any time. */
    @Nullable
    Instant endsBy(Instant startedAt) {
        Duration timeout = spec.timeout();
        return Core.earlier(timeout == null ? null : startedAt.plus(timeout), deadline());
    }

    boolean isPastDeadline(Instant now) {
        Instant deadline = deadline();
        return deadline != null && !deadline.isAfter(now);
    }

    /** The definition that the run was made from, which may not be the job's current one. */
    JobSpec spec() {
        return spec;
    }

    /** One timer is enough: every state waits for at most one instant. */
    TimingWheel.Timer<LiveRun> timer() {
        return timer;
    }

    /** What is said about this run must wait for this: the batch that last wrote it, and whatever it was held back for. */
    Footing footing() {
        return footing;
    }

    /** What is said about this run must wait for something else too. */
    void toldAfter(Footing other) {
        footing = footing.with(other);
    }

    void writtenBy(Footing batch) {
        toldAfter(batch);
        unwrittenSince = null;
        waitsUnwritten = false;
    }

    /** Since when memory is ahead of the store, until a lazy write catches up; null if it is not. */
    @Nullable
    Instant unwrittenSince() {
        return unwrittenSince;
    }

    void markUnwritten(Instant now) {
        unwrittenSince = now;
    }

    /** It has come due, which nobody has written down. */
    boolean waitsUnwritten() {
        return waitsUnwritten;
    }

    void markWaiting() {
        waitsUnwritten = true;
    }

    /** When it entered memory nobody had recorded that it was due: the scheduler may have been away. */
    boolean untouched() {
        return untouched;
    }

    /** Its next hand-out must be durable before it leaves: an earlier one may have gone unrecorded. */
    boolean careful() {
        return careful;
    }

    void setCareful(boolean now) {
        careful = now;
    }

    /** Its assignment has not left. */
    boolean heldBack() {
        return heldBack;
    }

    void setHeldBack(boolean now) {
        heldBack = now;
    }

    /** Its last attempt ended by nobody's word: a worker may still be at it, or whoever it let go on elsewhere. */
    boolean givenUp() {
        return givenUp;
    }

    void setGivenUp(boolean now) {
        givenUp = now;
    }

    /** Somebody has called back about it, and waits until it may be heeded. */
    boolean called() {
        return called;
    }

    void setCalled(boolean now) {
        called = now;
    }

    /** Whether a late callback is about another attempt than the one before it: whoever repeats himself is not worth keeping. */
    boolean isNews(Token lateCallAbout) {
        boolean news = !lateCallAbout.equals(lateCall);
        lateCall = lateCallAbout;
        return news;
    }

    @Nullable
    WorkerEntry holder() {
        return holder;
    }

    void heldBy(@Nullable WorkerEntry worker) {
        holder = worker;
    }

    /** Whether its assignment waits to leave, and uses up a slot that was granted by this. */
    boolean isPromisedTo(Credit credit) {
        return promisedTo == credit;
    }

    void promiseTo(@Nullable Credit credit) {
        promisedTo = credit;
    }

    /** The worker on which its latest attempt came to nothing: of others that are as good, one of those shall have the next. */
    @Nullable
    WorkerEntry tried() {
        return tried;
    }

    void setTried(@Nullable WorkerEntry worker) {
        tried = worker;
    }

    /** Where it stands among its job's runs. */
    Turns.@Nullable Place place() {
        return place;
    }

    void placeIn(Turns.@Nullable Place next) {
        place = next;
    }

    /** Where it waits to be handed out. */
    @Nullable
    Line line() {
        return line;
    }

    void waitIn(@Nullable Line next) {
        line = next;
    }

    void leaveLine() {
        if (line != null) {
            line.leave(this);
        }
    }

    /** What it was recorded in, if nothing has been written of it since. */
    @Nullable
    Plan plan() {
        return plan;
    }

    void joins(@Nullable Plan next) {
        plan = next;
    }

    /** The limits that it counts against while it is or may be under way. */
    List<GateSet> held() {
        return held;
    }

    void hold(List<GateSet> gates) {
        held = gates;
    }

    /** What its attempts have said besides. */
    Said said() {
        said = said == null ? new Said() : said;
        return said;
    }

    /** How far its attempt says that it is; null if it has not said so. */
    @Nullable
    Progress progress() {
        return said == null ? null : said.progress();
    }

    /** No worker has it any more. */
    void attemptEnded() {
        if (said != null) {
            said.attemptEnded();
        }
    }

    boolean isOn(Token token) {
        Attempt current = attempt();
        return current != null && current.token().equals(token);
    }

    /** When the current attempt began by a worker's word, which has a clock of its own: after its hand-out and before now. */
    Instant plausibly(Instant startedAt, Instant now) {
        Instant earliest = earliestBegin();
        if (startedAt.isBefore(earliest)) {
            return earliest.isBefore(now) ? earliest : now;
        }
        return startedAt.isBefore(now) ? startedAt : now;
    }

    /** The same by how long it ran. */
    Instant plausibly(Duration ran, Instant now) {
        boolean longer = ran.compareTo(Duration.between(earliestBegin(), now)) > 0;
        return plausibly(longer ? earliestBegin() : now.minus(ran), now);
    }

    private Instant earliestBegin() {
        Attempt last = run.state() instanceof RunState.Recovering recovering ? recovering.last() : attempt();
        return last == null ? run.dueAt() : last.handedOutAt();
    }

    /** The current attempt, if a worker has the run. */
    @Nullable
    Attempt attempt() {
        return switch (run.state()) {
            case RunState.Sent sent -> sent.attempt();
            case RunState.OnWorker running -> running.attempt();
            case RunState.Pending _,
                    RunState.Waiting _,
                    RunState.Recovering _,
                    RunState.Awaiting _,
                    RunState.InParts _,
                    RunState.Final _ -> null;
        };
    }
}
