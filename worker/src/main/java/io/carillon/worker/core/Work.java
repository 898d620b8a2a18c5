package io.carillon.worker.core;

import io.carillon.protocol.v1.Acknowledgements;
import io.carillon.protocol.v1.Assignment;
import io.carillon.protocol.v1.Attempt;
import io.carillon.protocol.v1.Held;
import io.carillon.protocol.v1.Holding;
import io.carillon.protocol.v1.Progress;
import io.carillon.protocol.v1.Reports;
import io.carillon.protocol.v1.Result;
import io.carillon.protocol.v1.Saving;
import io.carillon.protocol.v1.Stop;
import io.carillon.protocol.v1.StopReason;
import io.carillon.protocol.v1.WorkerFrame;
import io.carillon.worker.core.HeldAttempts.Wish;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What a worker does about attempts, from their assignment until a node has acknowledged how they ended. That node need not be the one
 * that they are from: runs change hands while they are at work.
 */
final class Work {

    /** A result that a live node has not acknowledged for so long may have been lost behind it. */
    static final Duration RESEND_AFTER = Duration.ofSeconds(10);

    private final WorkerProfile profile;
    private final HeldAttempts attempts;
    private final TokenFence fence;
    private final Peers peers;
    private final Consumer<Effect> effects;

    Work(WorkerProfile profile, Limits limits, Peers peers, Consumer<Effect> effects) {
        this.profile = profile;
        this.attempts = new HeldAttempts(limits);
        this.fence = new TokenFence(limits.rememberedRuns());
        this.peers = peers;
        this.effects = effects;
    }

    void assigned(Peer from, Assignment assignment, boolean leaving, Moment now) {
        var attempt = AttemptKey.of(assignment.getAttempt());
        int compared = fence.compare(attempt);
        if (compared < 0) {
            refuseOnce(from, attempt, "STALE_TOKEN", "a later attempt of the run was seen");
        } else if (compared > 0 && !attempts.hasRoom()) {
            refuseOnce(from, attempt, "TOO_MUCH_UNACKNOWLEDGED", "too many results wait to be acknowledged");
        } else if (compared > 0) {
            accept(from, attempt, assignment, leaving, now);
        }
        // Seen before: it runs, or it is over. Either way it was answered or will be.
    }

    private void accept(Peer from, AttemptKey attempt, Assignment assignment, boolean leaving, Moment now) {
        fence.hold(attempt).ifPresent(this::supersede);
        if (leaving) {
            refuse(from, attempt, "DRAINING", "the worker is leaving", now);
        } else if (!profile.taskTypes().contains(assignment.getTaskType())) {
            var message = "the worker has no task type \"" + assignment.getTaskType() + "\"";
            refuse(from, attempt, "UNKNOWN_TASK_TYPE", message, now);
        } else if (attempts.occupiedSlots() >= profile.slots()) {
            refuse(from, attempt, "NO_SLOT", "all " + profile.slots() + " slots are taken", now);
        } else {
            attempts.run(attempt, from.node(), now);
            from.outbox().started(attempt);
            effects.accept(new Effect.RunTask(attempt, assignment, now.wall()));
        }
    }

    /** Kept until acknowledged: as long as the node believes that the attempt is here, nobody does the work. */
    private void refuse(Peer from, AttemptKey attempt, String code, String message, Moment now) {
        keep(attempt, ResultReport.refused(attempt, code, message), now, from.node(), now.elapsed());
        announce(new Notice.AssignmentRefused(attempt, code));
    }

    /** Said and forgotten: either nobody waits for the answer, or there is no room to keep it. */
    private void refuseOnce(Peer from, AttemptKey attempt, String code, String message) {
        from.outbox().result(attempt, ResultReport.refused(attempt, code, message));
        announce(new Notice.AssignmentRefused(attempt, code));
    }

    private void supersede(AttemptKey attempt) {
        if (attempts.wish(attempt, Wish.FORGET)) {
            effects.accept(new Effect.StopTask(attempt));
        }
    }

    void ended(WorkerEvent.TaskEnded event, Duration now) {
        var attempt = event.attempt();
        var ended = attempts.ended(attempt);
        if (ended.isEmpty() || ended.get().wish() == Wish.FORGET) {
            return;
        }
        var startedAt = ended.get().startedAt();
        var ran = now.minus(startedAt.elapsed());
        var result = ResultReport.ended(event, ended.get().wish(), ran);
        keep(attempt, result, startedAt, ended.get().home(), now);
    }

    private void keep(AttemptKey attempt, Result result, Moment startedAt, @Nullable String home, Duration now) {
        boolean said = say(attempt, home, result);
        attempts.keep(attempt, result, startedAt, home, said ? now : null);
    }

    private boolean say(AttemptKey attempt, @Nullable String home, Result result) {
        var concerned = peers.concerned(home);
        concerned.forEach(peer -> peer.outbox().result(attempt, result));
        return !concerned.isEmpty();
    }

    void heed(Peer from, Acknowledgements acknowledgements, Duration now) {
        for (var ack : acknowledgements.getResultsList()) {
            var attempt = AttemptKey.of(ack.getAttempt());
            boolean wasKept = forgetResult(attempt);
            if (wasKept && !ack.getAccepted()) {
                announce(new Notice.ResultNotAccepted(attempt, ack.getReason()));
            }
        }
        acknowledgements.getElsewhereList().forEach(attempt -> disclaimed(from, AttemptKey.of(attempt), now));
    }

    /** Somebody else has the run. If that one asks for it later, he asks for everything; if he has asked already, he waits for this. */
    private void disclaimed(Peer by, AttemptKey attempt, Duration now) {
        var node = by.node();
        if (node != null && attempts.leaveHome(attempt, node)) {
            attempts.resend(attempt, now, this::say);
        }
    }

    private boolean forgetResult(AttemptKey attempt) {
        peers.forget(attempt);
        boolean wasKept = attempts.drop(attempt);
        if (wasKept) {
            fence.release(attempt);
        }
        return wasKept;
    }

    void stop(Stop stop) {
        var attempt = AttemptKey.of(stop.getAttempt());
        if (stop.getReason() == StopReason.STOP_REASON_SUPERSEDED) {
            supersede(attempt);
            fence.release(attempt);
            forgetResult(attempt);
        } else if (attempts.wish(attempt, Wish.STOP)) {
            effects.accept(new Effect.StopTask(attempt));
        }
    }

    /** Nobody waits for what runs any more: it is to end. */
    void abandon() {
        for (var attempt : attempts.wanted()) {
            if (attempts.wish(attempt, Wish.ABANDON)) {
                effects.accept(new Effect.StopTask(attempt));
            }
        }
    }

    /** A node that has just welcomed the worker hears again how the attempts ended that are its own, or of which nobody knows whose they are. */
    void sayAgain(Peer to, Duration now) {
        attempts.resend(now, now, (attempt, home, result) -> {
            boolean concerned = peers.concerned(home).contains(to);
            if (concerned) {
                to.outbox().result(attempt, result);
            }
            return concerned;
        });
    }

    /** A node that has taken partitions over hears all there is. */
    void sayAll(Peer to, Duration now) {
        attempts.resend(now, now, (attempt, home, result) -> {
            to.outbox().result(attempt, result);
            return true;
        });
    }

    /**
     * A node has hung up, and whatever was said to it last may not have been heard. Who has its runs by now asked for them perhaps before
     * they came here, and will not ask again.
     */
    void sayElsewhere(String lost, Duration now) {
        List<Held> from = attempts.inventory(lost::equals);
        if (!from.isEmpty()) {
            peers.up()
                    .forEach(peer ->
                            effects.accept(new Effect.Send(peer.connection().link(), holding(from))));
            attempts.resend(now, now, (attempt, home, result) -> lost.equals(home) && say(attempt, home, result));
        }
    }

    /** Attempts that the worker answers for. */
    static WorkerFrame holding(List<Held> held) {
        return WorkerFrame.newBuilder()
                .setHolding(Holding.newBuilder().addAllHolding(held))
                .build();
    }

    /** What has not been acknowledged for long is said to everybody: whoever it was said to may not be the right one. */
    void sayOverdue(Duration now) {
        attempts.resend(now.minus(RESEND_AFTER), now, (attempt, home, result) -> say(attempt, null, result));
    }

    /** What attempts say besides goes where their results will. */
    void tell(Reports said) {
        var frames = new LinkedHashMap<Peer, Reports.Builder>();
        for (Saving saving : said.getSavingsList()) {
            concerned(saving.getAttempt()).forEach(peer -> frame(frames, peer).addSavings(saving));
        }
        for (Progress progress : said.getProgressList()) {
            concerned(progress.getAttempt()).forEach(peer -> frame(frames, peer).addProgress(progress));
        }
        frames.forEach((peer, frame) -> effects.accept(new Effect.Send(
                peer.connection().link(),
                WorkerFrame.newBuilder().setReports(frame).build())));
    }

    private List<Peer> concerned(Attempt attempt) {
        return peers.concerned(attempts.home(AttemptKey.of(attempt)));
    }

    private static Reports.Builder frame(Map<Peer, Reports.Builder> frames, Peer peer) {
        return frames.computeIfAbsent(peer, to -> Reports.newBuilder());
    }

    List<Held> inventory() {
        return attempts.inventory();
    }

    int occupiedSlots() {
        return attempts.occupiedSlots();
    }

    int unfinished() {
        return attempts.wanted().size();
    }

    int unacknowledged() {
        return attempts.unacknowledged();
    }

    boolean isIdle() {
        return attempts.isIdle();
    }

    private void announce(Notice notice) {
        effects.accept(new Effect.Announce(notice));
    }
}
