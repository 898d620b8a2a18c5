package io.carillon.tasks;

import io.carillon.worker.task.AttemptToken;
import io.carillon.worker.task.JobContext;
import io.carillon.worker.task.TaskOutcome;
import io.carillon.worker.task.TaskOutcome.Failed;
import io.carillon.worker.task.TaskOutcome.Succeeded;
import io.carillon.worker.task.TaskType;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.event.Level;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A run that a test hands to a task. */
record TestingRun(
        String paramsJson, List<String> said, AtomicBoolean room, AtomicLong leftOut, Optional<URI> callbackUrl)
        implements JobContext {

    static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final int MOST_LINES = 50_000;

    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    static TestingRun run() {
        return of("{}");
    }

    static TestingRun of(String paramsJson) {
        return new TestingRun(
                paramsJson,
                Collections.synchronizedList(new ArrayList<>()),
                new AtomicBoolean(true),
                new AtomicLong(),
                Optional.empty());
    }

    /** A run of a server that takes callbacks. */
    static TestingRun calledBackAt(URI url) {
        TestingRun usual = run();
        return new TestingRun(usual.paramsJson, usual.said, usual.room, usual.leftOut, Optional.of(url));
    }

    /** Runs a task to its end on this thread. */
    static TaskOutcome perform(TaskType task, String settingsJson) throws Exception {
        return task.run(settingsJson, run());
    }

    static Failed failure(TaskType task, String settingsJson) throws Exception {
        if (perform(task, settingsJson) instanceof Failed failed) {
            return failed;
        }
        throw new AssertionError("the task did not fail");
    }

    static JsonNode result(TaskOutcome outcome) {
        if (outcome instanceof Succeeded(var json)) {
            return MAPPER.readTree(json);
        }
        throw new AssertionError("the task did not succeed: " + outcome);
    }

    static String quoted(String text) {
        return MAPPER.writeValueAsString(text);
    }

    /** A task on a thread of its own, for a test to interrupt as a worker does when a run is cancelled. */
    record Started(Thread thread, CompletableFuture<TaskOutcome> outcome) {

        static Started of(TaskType task, String settingsJson) {
            var outcome = new CompletableFuture<TaskOutcome>();
            var thread = Thread.ofVirtual().start(() -> {
                try {
                    outcome.complete(perform(task, settingsJson));
                } catch (Exception thrown) {
                    outcome.completeExceptionally(thrown);
                }
            });
            return new Started(thread, outcome);
        }

        TaskOutcome await() throws Exception {
            return outcome.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        }

        Started interrupt() {
            thread.interrupt();
            return this;
        }
    }

    @Override
    public String runId() {
        return "0abcdefghjkmn";
    }

    @Override
    public AttemptToken attempt() {
        return new AttemptToken(7, 2);
    }

    @Override
    public String namespace() {
        return "default";
    }

    @Override
    public String job() {
        return "nightly";
    }

    @Override
    public Instant scheduledAt() {
        return Instant.parse("2027-01-15T08:00:00Z");
    }

    @Override
    public Instant dueAt() {
        return scheduledAt();
    }

    @Override
    public Optional<Instant> deadline() {
        return Optional.empty();
    }

    @Override
    public int shardIndex() {
        return 2;
    }

    @Override
    public int shardTotal() {
        return 5;
    }

    @Override
    public boolean isCancelled() {
        return false;
    }

    @Override
    public void log(Level level, String source, String text) {
        said.add(source + ": " + text);
    }

    /** A log of so many lines, or of none while a test says so. */
    @Override
    public boolean hasLogRoom() {
        return room.get() && said.size() < MOST_LINES;
    }

    @Override
    public void leaveOut(long lines, long bytes) {
        leftOut.addAndGet(lines);
    }

    @Override
    public Runnable wrap(Runnable work) {
        return work;
    }

    @Override
    public <T> Callable<T> wrap(Callable<T> work) {
        return work;
    }
}
