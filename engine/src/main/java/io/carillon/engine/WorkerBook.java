package io.carillon.engine;

import io.carillon.model.RunId;
import io.carillon.model.Token;
import io.carillon.model.WorkerId;
import io.carillon.model.run.Attempt;
import io.carillon.model.run.Choice;
import io.carillon.model.run.Next;
import io.carillon.model.run.RunError;
import io.carillon.model.run.RunEvent;
import io.carillon.model.run.RunState;
import io.carillon.model.run.Transition;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Who is connected and what they hold. Rescues the attempts of a worker that stays away. */
final class WorkerBook {

    private final TreeMap<WorkerId, WorkerEntry> byId = new TreeMap<>();
    private final ArrayDeque<WorkerEntry> away = new ArrayDeque<>();
    private final Map<SessionId, WorkerEntry> bySession = new HashMap<>();
    private final List<Claim> claims = new ArrayList<>();
    private final Workforce workforce;
    private final Runs runs;
    private final Loader loader;
    private final GroupCommit commit;
    private final Partitions partitions;
    private final Settings settings;

    WorkerBook(
            Workforce workforce,
            Runs runs,
            Loader loader,
            GroupCommit commit,
            Partitions partitions,
            Settings settings) {
        this.workforce = workforce;
        this.runs = runs;
        this.loader = loader;
        this.commit = commit;
        this.partitions = partitions;
        this.settings = settings;
    }

    private record Claim(WorkerEntry worker, HeldAttempt held) {}

    @Nullable
    WorkerEntry of(SessionId session) {
        return bySession.get(session);
    }

    void join(SessionId session, WorkerFacts facts, Instant now) {
        WorkerEntry known = byId.get(facts.id());
        if (known == null) {
            known = new WorkerEntry(session, facts);
            byId.put(facts.id(), known);
        } else {
            bySession.remove(known.session());
            workforce.leave(known);
            away.remove(known);
            boolean restarted = !known.facts().bootId().equals(facts.bootId());
            known.reconnect(session, facts);
            dropUnheld(known, restarted, now);
        }
        bySession.put(session, known);
        workforce.join(known);
        for (HeldAttempt held : facts.holding()) {
            claim(known, held, now);
        }
        commit.now(new Effect.Tell(new Note.WorkerJoined(facts)));
    }

    /** Asks every connected worker what it holds: of partitions that were just taken over nobody has told this node. */
    void recall() {
        for (WorkerEntry worker : byId.values()) {
            if (worker.connected()) {
                commit.now(new Effect.Recall(worker.session()));
            }
        }
    }

    void recalled(SessionId session, List<HeldAttempt> holding, Instant now) {
        WorkerEntry worker = bySession.get(session);
        if (worker != null) {
            holding.forEach(held -> claim(worker, held, now));
        }
    }

    void drain(SessionId session) {
        WorkerEntry worker = bySession.get(session);
        if (worker != null) {
            worker.drain();
            workforce.drained(worker);
        }
    }

    /** Whatever was under way to it is handed out to somebody else, as if it had never been handed out. */
    void done(SessionId session, Instant now) {
        drain(session);
        WorkerEntry worker = bySession.get(session);
        if (worker != null) {
            List.copyOf(worker.holding()).forEach(run -> neverBegan(run, now));
        }
    }

    void granted(Event.WorkerGranted granted) {
        WorkerEntry worker = bySession.get(granted.session());
        if (worker != null) {
            long counts = worker.grant(granted.granted(), granted.othersHaveSome());
            if (granted.confirm() != 0) {
                commit.now(new Effect.ConfirmCredit(granted.session(), granted.confirm(), counts));
            }
        }
    }

    void loaded(SessionId session, WorkerLoad load) {
        WorkerEntry worker = bySession.get(session);
        if (worker != null) {
            worker.becomeLoaded(load);
        }
    }

    void leave(SessionId session, Instant now) {
        WorkerEntry worker = bySession.remove(session);
        if (worker == null) {
            return;
        }
        workforce.leave(worker);
        worker.leave(now);
        if (worker.holding().isEmpty()) {
            byId.remove(worker.facts().id());
        } else {
            away.addLast(worker);
        }
    }

    /** Gives up on workers that did not come back: whatever they held counts as lost. */
    void rescue(Instant now) {
        for (Instant due = nextRescue(); due != null && !due.isAfter(now); due = nextRescue()) {
            WorkerEntry worker = away.removeFirst();
            byId.remove(worker.facts().id());
            commit.now(new Effect.Tell(
                    new Note.WorkerLost(worker.facts().id(), worker.holding().size())));
            List.copyOf(worker.holding()).forEach(run -> lose(run, now));
        }
    }

    /** When the next worker that stays away will be given up; null if none is away. */
    @Nullable
    Instant nextRescue() {
        WorkerEntry first = away.peekFirst();
        Instant leftAt = first == null ? null : first.leftAt();
        return leftAt == null ? null : leftAt.plus(settings.workerGrace());
    }

    /** Hears the claims again whose runs were not in memory when they were made; of several to one run the latest attempt's. */
    void claimAgain(Instant now) {
        var waiting = new ArrayList<>(claims);
        waiting.sort(Comparator.comparing((Claim claim) -> claim.held().token()).reversed());
        claims.clear();
        for (Claim claim : waiting) {
            if (knows(claim.worker())) {
                claim(claim.worker(), claim.held(), now);
            }
        }
    }

    /** Whether a worker has not been given up. */
    boolean knows(WorkerEntry worker) {
        return byId.get(worker.facts().id()) == worker;
    }

    /** A former owner's worker proves that it has a run. */
    boolean adopt(WorkerEntry worker, LiveRun run, HeldAttempt held, Instant now) {
        runs.doubt(run, now);
        if (run.state() instanceof RunState.Recovering recovering && isReplaced(run, recovering, held.token())) {
            return false;
        }
        Instant startedAt = run.plausibly(held.startedAt(), now);
        var attempt = new Attempt(held.token(), worker.facts().id(), startedAt, choice(run, held.token()));
        Transition claimed = runs.apply(run, new RunEvent.Claimed(attempt, startedAt, now));
        if (claimed instanceof Transition.Moved) {
            hold(worker, run);
            run.setCareful(false);
        }
        return run.holder() == worker && held.token().equals(token(run));
    }

    void hold(WorkerEntry worker, LiveRun run) {
        runs.hold(run, worker);
    }

    /** Tells the worker that has a run to stop it, once it is durable that it should. */
    void tellToStop(LiveRun run) {
        WorkerEntry holder = run.holder();
        if (holder != null && run.state() instanceof RunState.Stopping stopping) {
            runs.tell(
                    run,
                    new Effect.Stop(
                            holder.session(),
                            run.run().id(),
                            stopping.attempt().token(),
                            Effect.StopReason.of(stopping.cause())));
        }
    }

    private void claim(WorkerEntry worker, HeldAttempt held, Instant now) {
        if (!partitions.answersFor(held.run(), held.token())
                || runs.unwritable().contains(held.run())) {
            return;
        }
        LiveRun run = runs.find(held.run());
        if (run == null && !loader.hasNoAttempt(held.run())) {
            claims.add(new Claim(worker, held));
            loader.lookUp(held.run());
        } else if (run == null || !adopt(worker, run, held, now)) {
            commit.now(new Effect.Stop(worker.session(), held.run(), held.token(), Effect.StopReason.SUPERSEDED));
        } else {
            tellToStop(run);
        }
    }

    /** What was assigned over the old connection and is not held now: it never arrived, or it died with the process. */
    private void dropUnheld(WorkerEntry worker, boolean restarted, Instant now) {
        var held = new HashMap<RunId, HeldAttempt>();
        worker.facts().holding().forEach(attempt -> held.put(attempt.run(), attempt));
        for (LiveRun run : List.copyOf(worker.holding())) {
            HeldAttempt claimed = held.get(run.run().id());
            if (claimed != null && claimed.token().equals(token(run))) {
                continue;
            }
            if (restarted || !neverBegan(run, now)) {
                lose(run, now);
            }
        }
    }

    /** Answers whether that may be: of one that has begun the worker has said so. */
    private boolean neverBegan(LiveRun run, Instant now) {
        return run.state() instanceof RunState.Sent sent
                && runs.apply(run, new RunEvent.Declined(sent.attempt().token(), now, now.plusMillis(1)))
                        instanceof Transition.Moved;
    }

    private void lose(LiveRun run, Instant now) {
        Attempt attempt = run.attempt();
        if (attempt != null) {
            Next next = Retries.after(run, RunError.WORKER_LOST, true, now);
            runs.apply(run, new RunEvent.Lost(attempt.token(), now, next));
        }
    }

    /** Why this worker has it, if that was written down. */
    private static @Nullable Choice choice(LiveRun run, Token claimed) {
        Attempt last = run.state() instanceof RunState.Recovering recovering ? recovering.last() : run.attempt();
        return last != null && last.token().equals(claimed) ? last.choice() : null;
    }

    /** An attempt that is known to have ended, or to have had a successor, can't come back to life. */
    private static boolean isReplaced(LiveRun run, RunState.Recovering recovering, Token claimed) {
        Attempt last = recovering.last();
        return last == null ? claimed.attempt() <= run.run().handOuts() : claimed.compareTo(last.token()) < 0;
    }

    private static @Nullable Token token(LiveRun run) {
        Attempt attempt = run.attempt();
        return attempt == null ? null : attempt.token();
    }
}
