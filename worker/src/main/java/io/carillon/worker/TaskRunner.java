package io.carillon.worker;

import io.carillon.worker.core.AttemptKey;
import io.carillon.worker.core.Effect.RunTask;
import io.carillon.worker.core.OutcomeFitter;
import io.carillon.worker.core.WorkerEvent.TaskEnded;
import io.carillon.worker.log.LogShipper;
import io.carillon.worker.save.SaveShipper;
import io.carillon.worker.shard.ShardAsker;
import io.carillon.worker.task.Codec;
import io.carillon.worker.task.TaskOutcome;
import io.carillon.worker.task.TaskOutcome.Deferred;
import io.carillon.worker.task.TaskOutcome.Mapped;
import io.carillon.worker.task.TaskType;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.function.Consumer;

/** Runs tasks, each on a thread of its own. How many at once is the core's affair. Used by the worker's thread only. */
final class TaskRunner {

    private final Map<String, TaskType> types;
    private final ExecutorService threads;
    private final OutcomeFitter fitter;
    private final Consumer<TaskEnded> inbox;
    private final Beside beside;
    private final Map<AttemptKey, Execution> executions = new HashMap<>();

    TaskRunner(
            Map<String, TaskType> types,
            ExecutorService threads,
            OutcomeFitter fitter,
            Consumer<TaskEnded> inbox,
            Beside beside) {
        this.types = Map.copyOf(types);
        this.threads = threads;
        this.fitter = fitter;
        this.inbox = inbox;
        this.beside = beside;
    }

    /**
     * Where what tasks say and leave goes, who answers for what they begin and knows what came of their shards, in which form, by which
     * clock, and how they wait for answers.
     */
    record Beside(
            LogShipper logs,
            SaveShipper saves,
            Callbacks callbacks,
            ShardAsker shards,
            Codec codec,
            InstantSource clock,
            Patience patience) {}

    void start(RunTask what) {
        var type = types.get(what.assignment().getTaskType());
        if (type == null) {
            throw new IllegalStateException(
                    "the core began a " + what.assignment().getTaskType() + " of " + types.keySet());
        }
        var log = beside.logs().open(what.assignment().getAttempt());
        var saves = beside.saves().open(what.assignment());
        var execution = new Execution(what, log, saves, beside);
        executions.put(what.attempt(), execution);
        try {
            threads.execute(execution.wrap((Runnable) () -> inbox.accept(perform(type, execution, what.attempt()))));
        } catch (RuntimeException | Error noThread) {
            execution.close();
            inbox.accept(new TaskEnded(what.attempt(), fitter.fit(Failures.of(noThread)), true));
        }
    }

    void stop(AttemptKey attempt) {
        var execution = executions.get(attempt);
        if (execution != null) {
            execution.cancel();
        }
    }

    void forget(AttemptKey attempt) {
        executions.remove(attempt);
    }

    void close() {
        executions.values().forEach(Execution::cancel);
        threads.shutdown();
    }

    /** What nobody can call back about would be waited for in vain, and what a node does not understand would be lost. */
    private TaskOutcome answerable(TaskOutcome outcome, Execution execution) {
        if (outcome instanceof Deferred && execution.callbackUrl().isEmpty()) {
            return TaskOutcome.noCallback();
        }
        if (outcome instanceof Mapped && !beside.shards().isUnderstood()) {
            return TaskOutcome.failed(
                    "NOT_MAPPED", "the server is older than this worker and splits no runs for tasks");
        }
        return outcome;
    }

    private TaskEnded perform(TaskType type, Execution execution, AttemptKey attempt) {
        execution.enter();
        try {
            var outcome = type.run(execution.assignment().getSettingsJson(), execution);
            var fit = fitter.fit(answerable(Objects.requireNonNull(outcome, "the task's outcome"), execution));
            return new TaskEnded(attempt, fit, false, execution.close());
        } catch (Throwable thrown) {
            // Whatever it is, even an error of the JVM, the node has to hear of it: else the run would never end.
            var said = fitter.fit(Failures.of(thrown));
            return new TaskEnded(attempt, said, !Failures.isOutcome(thrown), execution.close());
        } finally {
            execution.leave();
        }
    }
}
