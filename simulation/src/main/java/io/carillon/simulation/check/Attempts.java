package io.carillon.simulation.check;

import io.carillon.engine.Command;
import io.carillon.engine.Effect;
import io.carillon.engine.Event;
import io.carillon.engine.Report;
import io.carillon.engine.SessionId;
import io.carillon.model.JobId;
import io.carillon.model.JobKey;
import io.carillon.model.NodeId;
import io.carillon.model.Partition;
import io.carillon.model.RunId;
import io.carillon.model.Token;
import io.carillon.model.WorkerId;
import io.carillon.model.job.Overlap;
import io.carillon.model.run.Cause;
import io.carillon.model.run.Run;
import io.carillon.model.run.RunState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What really became of every attempt, told by those who saw it leave, begin and end. */
final class Attempts {

    private final Map<RunId, List<HandOut>> handOuts = new HashMap<>();
    private final TreeMap<JobId, List<HandOut>> byJob = new TreeMap<>();
    private final Map<Key, Execution> executions = new HashMap<>();
    private final Map<Key, Set<NodeId>> reported = new HashMap<>();
    private final Map<String, Set<Key>> running = new HashMap<>();
    private final Set<Key> deferred = new HashSet<>();
    private final Map<Key, Integer> found = new HashMap<>();
    private final Set<Link> broken = new HashSet<>();
    private final Map<Peer, SessionId> sessions = new HashMap<>();
    private final Set<RunId> cancelled = new HashSet<>();
    private final Set<JobKey> deleted = new HashSet<>();
    private final Map<RunId, Integer> refusals = new HashMap<>();
    private final Map<RunId, Set<Token>> postponed = new HashMap<>();
    private final TreeMap<Partition, Integer> takeOvers = new TreeMap<>();
    private final Map<Partition, List<Instant>> takenOverAt = new HashMap<>();

    record Key(RunId run, Token token) {}

    /** @param owned whether the node still owned the partition; one that has not heard of its loss can't be heard of either */
    record HandOut(NodeId node, Effect.Assign assign, Instant at, boolean owned) {

        Token token() {
            return assign.attempt().token();
        }
    }

    /**
     * A task that really ran.
     *
     * @param endedAt null while it runs, and for ever if its process died
     */
    record Execution(
            String process, Instant beganAt, @Nullable Instant endedAt, Happening.@Nullable End how) {}

    private record Peer(NodeId node, WorkerId worker) {}

    private record Link(NodeId node, SessionId session) {}

    void see(Happening happening, Instant now) {
        switch (happening) {
            case Happening.TaskBegan began -> {
                var key = new Key(began.run(), began.token());
                executions.put(key, new Execution(began.process(), now, null, null));
                running.computeIfAbsent(began.process(), _ -> new HashSet<>()).add(key);
            }
            case Happening.TaskEnded ended ->
                ended(ended.process(), new Key(ended.run(), ended.token()), ended.how(), now);
            case Happening.TaskMapped mapped -> {
                var key = new Key(mapped.run(), mapped.token());
                found.put(key, mapped.parts());
                ended(mapped.process(), key, Happening.End.MAPPED, now);
            }
            case Happening.TaskDeferred away -> {
                var key = new Key(away.run(), away.token());
                deferred.add(key);
                running.getOrDefault(away.process(), new HashSet<>()).remove(key);
            }
            case Happening.WorkerDied died -> running.remove(died.process());
            case Happening.Heard heard -> heard(heard);
            case Happening.TookOver taken -> {
                takeOvers.merge(taken.partition(), 1, Integer::sum);
                takenOverAt
                        .computeIfAbsent(taken.partition(), _ -> new ArrayList<>())
                        .add(now);
            }
            case Happening.HandedOut _,
                    Happening.TaskGiven _,
                    Happening.StepDone _,
                    Happening.LinesAcknowledged _,
                    Happening.SavingAcknowledged _,
                    Happening.Committed _,
                    Happening.Acknowledged _,
                    Happening.Answered _,
                    Happening.Stepped _,
                    Happening.BreakerMoved _,
                    Happening.NodeDied _ -> {}
        }
    }

    /** Called when everybody has compared a hand-out with those before it. */
    void remember(Happening.HandedOut out, Ledger ledger) {
        RunId run = out.assign().run().id();
        boolean owned = ledger.owns(
                out.node(), run.partition(), out.assign().attempt().token().epoch());
        var handOut = new HandOut(out.node(), out.assign(), ledger.now(), owned);
        handOuts.computeIfAbsent(run, _ -> new ArrayList<>()).add(handOut);
        byJob.computeIfAbsent(out.assign().run().jobId(), _ -> new ArrayList<>())
                .add(handOut);
    }

    /** All of a job that have left so far, in that order. */
    List<HandOut> handOuts(JobId job) {
        return byJob.getOrDefault(job, List.of());
    }

    List<HandOut> handOuts(RunId run) {
        return handOuts.getOrDefault(run, List.of());
    }

    int takeOvers(Partition partition) {
        return takeOvers.getOrDefault(partition, 0);
    }

    int refusals(RunId run) {
        return refusals.getOrDefault(run, 0);
    }

    /** How many attempts have asked for another one later. */
    int postponed(RunId run) {
        return postponed.getOrDefault(run, Set.of()).size();
    }

    @Nullable
    Execution execution(RunId run, Token token) {
        return executions.get(new Key(run, token));
    }

    /** Whether its worker has let go of it, because it goes on elsewhere. */
    boolean isDeferred(RunId run, Token token) {
        return deferred.contains(new Key(run, token));
    }

    /** Into how many parts an attempt has split its run, or the part that it did; 0 if it has not. */
    int found(RunId run, Token token) {
        return found.getOrDefault(new Key(run, token), 0);
    }

    /** The same of any of those that bear a number: attempts of two owners may. */
    Set<Integer> found(RunId run, int number) {
        return found.entrySet().stream()
                .filter(each ->
                        each.getKey().run().equals(run) && each.getKey().token().attempt() == number)
                .map(Map.Entry::getValue)
                .collect(Collectors.toSet());
    }

    /** Whether a worker that lives is at it at this moment. */
    boolean isRunning(RunId run, Token token) {
        var key = new Key(run, token);
        Execution execution = executions.get(key);
        return execution != null
                && running.getOrDefault(execution.process(), Set.of()).contains(key);
    }

    /**
     * Whether a node that handed an attempt out must believe that its worker still has it, or knows that it goes on elsewhere: it has not
     * heard of an end, it can still hear of one, and nothing but that could have made it give the attempt up.
     */
    boolean isHeld(HandOut out, Ledger ledger) {
        Run run = out.assign().run();
        Token token = out.token();
        Execution execution = execution(run.id(), token);
        Duration timeout = out.assign().spec().timeout();
        boolean mayBeLate = timeout != null && !ledger.now().isBefore(out.at().plus(timeout));
        boolean mayBeCancelled =
                isCancelled(run) || out.assign().spec().overlap().policy() == Overlap.Policy.CANCEL_PREVIOUS;
        boolean onWorker = (execution == null || isRunning(run.id(), token))
                && !isBroken(out.node(), out.assign().session())
                && !isReported(out.node(), run.id(), token);
        return (onWorker || isElsewhere(run.id(), token, ledger))
                && ledger.owns(out.node(), run.id().partition(), token.epoch())
                && ledger.live(run.id())
                && !ledger.isOver(run.id(), token)
                && !mayBeLate
                && !mayBeCancelled;
    }

    /** Whether somebody asked for its end, or for that of the run that it is a part of. */
    private boolean isCancelled(Run run) {
        return cancelled.contains(run.id())
                || (run.cause() instanceof Cause.Shard shard && cancelled.contains(shard.of()));
    }

    /** Whether it goes on elsewhere, which is durable, and has not ended there. */
    private boolean isElsewhere(RunId run, Token token, Ledger ledger) {
        Execution execution = execution(run, token);
        Run stored = ledger.run(run);
        return execution != null
                && execution.endedAt() == null
                && stored != null
                && stored.state() instanceof RunState.Awaiting awaiting
                && awaiting.attempt().token().equals(token);
    }

    /** Whether a node has heard how an attempt ended, or that it never began. */
    boolean isReported(NodeId node, RunId run, Token token) {
        return reported.getOrDefault(new Key(run, token), Set.of()).contains(node);
    }

    /**
     * Whether a job was ever to be deleted: then an owner forgets it, and knows it again as what is left of its runs is read, while
     * what went before is forgotten.
     */
    boolean mayBeForgotten(JobKey job) {
        return deleted.contains(job);
    }

    boolean isBroken(NodeId node, SessionId session) {
        return broken.contains(new Link(node, session));
    }

    private void ended(String process, Key key, Happening.End how, Instant now) {
        Execution before = executions.get(key);
        if (before != null) {
            executions.put(key, new Execution(before.process(), before.beganAt(), now, how));
            running.getOrDefault(process, new HashSet<>()).remove(key);
        }
    }

    private void heard(Happening.Heard heard) {
        switch (heard.event()) {
            case Event.WorkerLeft left -> broken.add(new Link(heard.node(), left.session()));
            case Event.WorkerJoined joined -> {
                var peer = new Peer(heard.node(), joined.worker().id());
                SessionId former = sessions.put(peer, joined.session());
                if (former != null) {
                    broken.add(new Link(heard.node(), former));
                }
            }
            case Event.Asked asked -> {
                if (asked.command() instanceof Command.CancelRun cancel) {
                    cancelled.add(cancel.run().id());
                } else if (asked.command() instanceof Command.DeleteJob delete) {
                    deleted.add(delete.key());
                }
            }
            case Event.Reported report ->
                report.reports().forEach(each -> {
                    if (each instanceof Report.OfState && !(each instanceof Report.Began)) {
                        reported.computeIfAbsent(new Key(each.run(), each.token()), _ -> new HashSet<>())
                                .add(heard.node());
                    }
                    if (each instanceof Report.Postponed) {
                        postponed
                                .computeIfAbsent(each.run(), _ -> new HashSet<>())
                                .add(each.token());
                    }
                    if (each instanceof Report.Refused) {
                        refusals.merge(each.run(), 1, Integer::sum);
                    }
                });
            default -> {}
        }
    }
}
