package io.carillon.worker.shard;

import io.carillon.protocol.v1.AskShards;
import io.carillon.protocol.v1.Attempt;
import io.carillon.protocol.v1.ShardPage;
import io.carillon.protocol.v1.WorkerFrame;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Asks a node what the shards of runs have come to, and again until it has answered. Attempts ask on any thread, each one question at a
 * time; everything else is for the worker's thread only.
 */
public final class ShardAsker {

    private final Queue<Question> asked = new ConcurrentLinkedQueue<>();
    private final Map<Attempt, Question> open = new LinkedHashMap<>();
    private final Runnable wake;
    private volatile boolean understood;
    private boolean there;

    /** @param wake called by any thread when there is something to ask */
    public ShardAsker(Runnable wake) {
        this.wake = wake;
    }

    private static final class Question {

        private final AskShards asked;
        private final CompletableFuture<ShardPage> answer = new CompletableFuture<>();
        private boolean sent;
        private Duration notBefore = Duration.ZERO;

        private Question(AskShards asked) {
            this.asked = asked;
        }
    }

    /** Whether the node that was heard last knows that a task may split its run. */
    public boolean isUnderstood() {
        return understood;
    }

    /** Whoever no longer wants the answer cancels it. */
    public CompletableFuture<ShardPage> ask(Attempt attempt, int first) {
        var question = new Question(
                AskShards.newBuilder().setAttempt(attempt).setFirst(first).build());
        asked.add(question);
        wake.run();
        return question.answer;
    }

    /** There is a node: what it was not asked yet it is asked now. */
    public void welcomed(boolean maps) {
        understood = maps;
        there = maps;
        open.values().forEach(question -> question.sent = false);
    }

    /** There is no node for now. */
    public void lost() {
        there = false;
    }

    public void answered(ShardPage page, Duration now) {
        var question = open.get(page.getAttempt());
        if (question == null || question.asked.getFirst() != page.getFirst()) {
            return;
        }
        if (page.getRetryAfterMillis() > 0) {
            question.sent = false;
            question.notBefore = now.plusMillis(page.getRetryAfterMillis());
        } else {
            open.remove(page.getAttempt());
            question.answer.complete(page);
        }
    }

    /** What is to be asked now. */
    public List<WorkerFrame> next(Duration now) {
        for (var question = asked.poll(); question != null; question = asked.poll()) {
            open.put(question.asked.getAttempt(), question);
        }
        open.values().removeIf(question -> question.answer.isDone());
        var frames = new ArrayList<WorkerFrame>();
        for (var question : open.values()) {
            if (there && !question.sent && question.notBefore.compareTo(now) <= 0) {
                question.sent = true;
                frames.add(WorkerFrame.newBuilder().setAskShards(question.asked).build());
            }
        }
        return frames;
    }

    /** When {@link #next} is worth asking again if nothing happens before. */
    public Optional<Duration> wakeUp() {
        return there
                ? open.values().stream()
                        .filter(question -> !question.sent)
                        .map(question -> question.notBefore)
                        .min(Duration::compareTo)
                : Optional.empty();
    }
}
