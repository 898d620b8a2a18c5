package io.carillon.engine;

import io.carillon.model.RunId;
import io.carillon.model.run.RunState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Keeps what attempts save, and gives it to those that come after them. In memory stands only that there is something: an assignment of
 * a run with something saved waits until it is read, some runs at a time, so that no read is large.
 */
final class Saver {

    private static final int MOST_AT_ONCE = 16;
    private static final Duration PAUSE = Duration.ofMillis(500);

    private final Map<RunId, Effect.Assign> unread = new LinkedHashMap<>();
    private final List<Effect> read = new ArrayList<>();
    private final SortedSet<RunId> underWay = new TreeSet<>();
    private final Runs runs;
    private final GroupCommit commit;
    private final Lanes layout;
    private @Nullable Instant notBefore;
    private long reads;

    Saver(Runs runs, GroupCommit commit, Settings settings) {
        this.runs = runs;
        this.commit = commit;
        this.layout = settings.lanes();
    }

    /** Hears what is said besides of a run in memory. Only the current attempt's word counts. */
    void hear(WorkerEntry worker, LiveRun run, Report.Aside aside) {
        if (!run.isOn(aside.token())) {
            refuse(worker, aside, "stale token");
            return;
        }
        switch (aside) {
            case Report.Progressed progressed -> run.said().progressed(progressed.progress());
            case Report.Saving saving -> save(worker, run, saving);
        }
    }

    private void save(WorkerEntry worker, LiveRun run, Report.Saving saving) {
        boolean step = saving.entry().isStep();
        if (step && !run.said().mayKeep(saving.entry().step())) {
            refuse(worker, saving, "a run keeps at most " + Saved.MOST_STEPS + " steps");
            return;
        }
        if (!step && !run.said().isNewest(saving)) {
            return;
        }
        runs.save(run, saving.token(), saving.entry());
        runs.tell(run, new Effect.Tell(new Note.WorkSaved(saving.run(), step)));
        if (saving.sequence() != Report.Saving.UNASKED) {
            runs.tell(run, new Effect.AcknowledgeSaving(worker.session(), saving, true, ""));
        }
    }

    /** What comes with an end that is told once more has been seen before. */
    void refuse(WorkerEntry worker, Report.Aside aside, String reason) {
        if (aside instanceof Report.Saving saving && saving.sequence() != Report.Saving.UNASKED) {
            commit.now(new Effect.Tell(
                    new Note.SavingRefused(saving.run(), worker.facts().id(), reason)));
            commit.afterAll(
                    saving.run().partition(), new Effect.AcknowledgeSaving(worker.session(), saving, false, reason));
        }
    }

    /** Of what is about to leave, holds back the assignments for which something must be read, and adds those for which it was. */
    List<Effect> complete(List<Effect> leaving, Instant now) {
        if (unread.isEmpty() && read.isEmpty() && leaving.stream().noneMatch(Saver::isIncomplete)) {
            return leaving;
        }
        var complete = new ArrayList<Effect>(read);
        read.clear();
        for (Effect effect : leaving) {
            if (effect instanceof Effect.Assign assign && isIncomplete(assign)) {
                await(assign);
            } else {
                complete.add(effect);
            }
        }
        if (underWay.isEmpty() && (notBefore == null || !notBefore.isAfter(now))) {
            askNext(complete);
        }
        return complete;
    }

    /** What is being read for an earlier attempt of the run may be older than what this one is to be given. */
    private void await(Effect.Assign assign) {
        if (unread.put(assign.run().id(), assign) != null) {
            underWay.remove(assign.run().id());
        }
    }

    private static boolean isIncomplete(Effect effect) {
        return effect instanceof Effect.Assign assign && assign.saved() == null;
    }

    /** One database is asked at a time: another that is away holds up nobody else's. */
    private void askNext(List<Effect> effects) {
        unread.values().removeIf(assign -> !isCurrent(assign));
        int database = -1;
        for (Iterator<RunId> each = unread.keySet().iterator(); each.hasNext() && underWay.size() < MOST_AT_ONCE; ) {
            RunId run = each.next();
            database = database < 0 ? layout.databaseOf(run.partition()) : database;
            if (layout.databaseOf(run.partition()) == database) {
                underWay.add(run);
            }
        }
        if (!underWay.isEmpty()) {
            effects.add(new Effect.ReadSaved(++reads, new TreeSet<>(underWay)));
        }
    }

    private boolean isCurrent(Effect.Assign assign) {
        LiveRun run = runs.find(assign.run().id());
        return run != null
                && run.state() instanceof RunState.Sent sent
                && sent.attempt().equals(assign.attempt());
    }

    void heard(Event.SavedRead answer) {
        if (answer.number() != reads) {
            return;
        }
        for (RunId run : underWay) {
            Effect.Assign assign = unread.remove(run);
            if (assign != null) {
                read.add(assign.with(known(run, answer)));
            }
        }
        underWay.clear();
        notBefore = null;
    }

    private Saved known(RunId id, Event.SavedRead answer) {
        Saved saved = answer.saved().getOrDefault(id, Saved.NOTHING);
        LiveRun run = runs.find(id);
        if (run != null) {
            saved.byStep().keySet().stream()
                    .filter(step -> !step.equals(Saved.CHECKPOINT))
                    .forEach(run.said()::mayKeep);
        }
        return saved;
    }

    /** Those that could not be read stand behind the others from now on. */
    void failed(Event.SavedUnread answer, Instant now) {
        if (answer.number() != reads) {
            return;
        }
        for (RunId run : underWay) {
            Effect.Assign assign = unread.remove(run);
            if (assign != null) {
                unread.put(run, assign);
            }
        }
        underWay.clear();
        notBefore = now.plus(PAUSE);
    }

    /** When something is to be read that could not be; null if nothing is. */
    @Nullable
    Instant dueForReading() {
        return unread.isEmpty() || !underWay.isEmpty() ? null : notBefore;
    }
}
