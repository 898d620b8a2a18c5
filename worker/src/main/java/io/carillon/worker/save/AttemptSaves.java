package io.carillon.worker.save;

import io.carillon.protocol.v1.Assignment;
import io.carillon.protocol.v1.Attempt;
import io.carillon.protocol.v1.Progress;
import io.carillon.protocol.v1.Reports;
import io.carillon.protocol.v1.Saved;
import io.carillon.protocol.v1.Saving;
import io.carillon.worker.core.Text;
import io.carillon.worker.task.NonRetryableException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What one attempt leaves for those after it, and how far it is. Any thread may speak; the worker's thread takes it out. */
public final class AttemptSaves {

    private static final String CHECKPOINT = "";
    private static final String STOPPED = "the attempt was told to stop";
    private static final Pattern STEP = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._:/-]{0,99}");

    private final Attempt attempt;
    private final SaveLimits limits;
    private final Listener listener;
    private final Map<String, String> known = new HashMap<>();
    private final Set<String> underWay = new HashSet<>();
    private final Map<String, Unsaved> unsaved = new LinkedHashMap<>();
    private @Nullable Progress progress;
    private boolean progressUntold;
    private Duration progressAt = Duration.ZERO;
    private Duration checkpointAt = Duration.ZERO;
    private long sequence;
    private boolean begun;
    private boolean cancelled;
    private boolean closed;

    /** Called by any thread. */
    interface Listener {

        /** It has something to say for the first time. */
        void begins(AttemptSaves saves);

        /** Something waits. */
        void stirs();
    }

    AttemptSaves(Assignment assignment, SaveLimits limits, Listener listener) {
        this.attempt = assignment.getAttempt();
        this.limits = limits;
        this.listener = listener;
        assignment.getSavedList().forEach(saved -> known.put(saved.getStep(), saved.getJson()));
    }

    Attempt attempt() {
        return attempt;
    }

    /** Says how far the attempt is; what was said before and not sent is forgotten. */
    public void progress(long done, long total, String note) {
        var said = Progress.newBuilder()
                .setAttempt(attempt)
                .setDone(Math.max(0, done))
                .setTotal(Math.max(0, total))
                .setNote(Text.cut(Text.clean(note), limits.noteBytes()))
                .build();
        synchronized (this) {
            progress = said;
            if (closed || progressUntold) {
                return;
            }
            progressUntold = true;
            begin();
        }
        listener.stirs();
    }

    /** The latest checkpoint of the run: this attempt's, or else what an earlier one has left. */
    public synchronized Optional<String> checkpoint() {
        return Optional.ofNullable(known.get(CHECKPOINT));
    }

    /** Takes the place of the checkpoint before. */
    public void checkpoint(String state) {
        var json = fit("CHECKPOINT_TOO_LARGE", "a checkpoint", state, limits.checkpointBytes());
        synchronized (this) {
            if (closed) {
                return;
            }
            known.put(CHECKPOINT, json);
            add(CHECKPOINT, json);
        }
        listener.stirs();
    }

    /** What a step came to that is done. */
    public synchronized Optional<String> result(String step) {
        return Optional.ofNullable(known.get(step));
    }

    /** Nothing is begun whose result could not be kept, and nothing twice at once. */
    public synchronized void begin(String step) {
        if (!STEP.matcher(step).matches()) {
            throw new IllegalArgumentException("step \"" + step
                    + "\" is not 1 to 100 letters, digits or any of . _ : / -," + " beginning with a letter or digit");
        }
        if (steps() + underWay.size() >= limits.steps()) {
            throw new NonRetryableException("TOO_MANY_STEPS: a run has at most " + limits.steps() + " steps");
        }
        if (!underWay.add(step)) {
            throw new IllegalStateException("step \"" + step + "\" is under way already");
        }
    }

    private int steps() {
        return known.containsKey(CHECKPOINT) ? known.size() - 1 : known.size();
    }

    /** The step is over, whether or not there is a result to keep. */
    public synchronized void end(String step) {
        underWay.remove(step);
    }

    /** Keeps what a step came to. The answer comes once that is durable, or never will be: then it says why. */
    public CompletableFuture<String> keep(String step, String result) {
        var json = fit("STEP_TOO_LARGE", "the result of step \"" + step + "\"", result, limits.stepBytes());
        CompletableFuture<String> answer;
        synchronized (this) {
            if (closed) {
                return CompletableFuture.completedFuture("the attempt has ended");
            }
            answer = add(step, json).answer();
            if (cancelled) {
                answer.complete(STOPPED);
            }
        }
        listener.stirs();
        return answer;
    }

    private static String fit(String code, String what, String text, int most) {
        var json = Text.clean(text);
        long bytes = Text.bytes(json);
        if (bytes > most) {
            throw new NonRetryableException(
                    code + ": " + what + " has " + bytes + " bytes of JSON; at most " + most + " are kept");
        }
        return json;
    }

    private Unsaved add(String step, String json) {
        var saved = Saved.newBuilder().setStep(step).setJson(json).build();
        var next = new Unsaved(++sequence, saved);
        unsaved.remove(step);
        unsaved.put(step, next);
        begin();
        return next;
    }

    private void begin() {
        if (!begun) {
            begun = true;
            listener.begins(this);
        }
    }

    /** Nobody waits any more: the attempt was told to stop. What is not durable goes with its result. */
    public synchronized void cancel() {
        cancelled = true;
        unsaved.values().forEach(each -> each.answer().complete(STOPPED));
    }

    /** The attempt has ended. Answers with what is not known to be durable. */
    public List<Saved> close() {
        List<Saved> left;
        synchronized (this) {
            closed = true;
            progressUntold = false;
            left = unsaved.values().stream().map(Unsaved::what).toList();
            unsaved.values().forEach(each -> each.answer().complete("the attempt has ended"));
            unsaved.clear();
            if (!begun) {
                return left;
            }
        }
        listener.stirs();
        return left;
    }

    synchronized boolean isClosed() {
        return closed;
    }

    /** The node may not have heard what it was told. */
    synchronized void sendAgain() {
        unsaved.values().forEach(Unsaved::sendAgain);
        progressUntold = progress != null && !closed;
    }

    synchronized void acknowledged(long number, boolean accepted, String reason) {
        var found = unsaved.values().stream()
                .filter(each -> each.sequence() == number)
                .findFirst();
        if (found.isEmpty()) {
            return;
        }
        var what = found.get().what();
        unsaved.remove(what.getStep());
        if (accepted) {
            known.put(what.getStep(), what.getJson());
        }
        found.get().answer().complete(accepted ? "" : reason.isEmpty() ? "refused" : reason);
    }

    /** This node keeps nothing. */
    synchronized void refuse(String reason) {
        progressUntold = false;
        unsaved.values().forEach(each -> each.answer().complete(reason));
        unsaved.clear();
    }

    /** Puts what is due into a frame, as much as it has room for; returns how many bytes that takes. */
    synchronized int take(Duration now, int room, Reports.Builder frame) {
        int bytes = 0;
        for (var each : unsaved.values()) {
            if (bytes < room && each.due(first(each)).compareTo(now) <= 0) {
                bytes += each.what().getSerializedSize();
                frame.addSavings(send(each, now));
            }
        }
        if (progressUntold && progress != null && progressAt.compareTo(now) <= 0) {
            frame.addProgress(progress);
            bytes += progress.getSerializedSize();
            progressUntold = false;
            progressAt = now.plus(limits.progressEvery());
        }
        return bytes;
    }

    private Saving send(Unsaved each, Duration now) {
        if (each.what().getStep().equals(CHECKPOINT) && !each.wasSent()) {
            checkpointAt = now.plus(limits.checkpointEvery());
        }
        each.sent(now);
        return Saving.newBuilder()
                .setAttempt(attempt)
                .setSequence(each.sequence())
                .setSaved(each.what())
                .build();
    }

    private Duration first(Unsaved each) {
        return each.what().getStep().equals(CHECKPOINT) ? checkpointAt : Duration.ZERO;
    }

    /** When something may be taken; null if there is nothing to take. */
    synchronized @Nullable Duration dueAt() {
        Duration due = progressUntold ? progressAt : null;
        for (var each : unsaved.values()) {
            var next = each.due(first(each));
            due = due == null || next.compareTo(due) < 0 ? next : due;
        }
        return due;
    }
}
