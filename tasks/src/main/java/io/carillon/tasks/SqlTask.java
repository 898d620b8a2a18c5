package io.carillon.tasks;

import io.carillon.worker.task.JobContext;
import io.carillon.worker.task.TaskOutcome;
import io.carillon.worker.task.TaskOutcome.Stopped;
import io.carillon.worker.task.TaskOutcome.Succeeded;
import io.carillon.worker.task.TaskType;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.event.Level;

/** Runs a statement on a database that the operator of the worker allows, as the user that the operator names. */
final class SqlTask {

    private static final String TYPE = "sql";
    private static final String REFUSED = "SQL_REFUSED";

    /** How long a statement that is to stop may take to do so, before its connection is cut. */
    private static final Duration GRACE = Duration.ofSeconds(3);

    private final SqlPolicy policy;

    private SqlTask(SqlPolicy policy) {
        this.policy = policy;
    }

    static TaskType of(SqlPolicy policy) {
        return policy.accesses().isEmpty()
                ? new ForbiddenTask(
                        TYPE,
                        REFUSED,
                        "this worker has no database; whoever starts it can allow some (--sql-file FILE)")
                : new CheckedTask<>(TYPE, SqlSettings::read, new SqlTask(policy)::perform);
    }

    private TaskOutcome perform(SqlSettings settings, JobContext run) throws ExecutionException {
        var target = settings.target();
        var access = policy.accesses().get(settings.credentials());
        if (access == null) {
            return TaskOutcome.failedForGood(REFUSED, "this worker has no credentials of the name that was given");
        }
        if (!access.allows(target.host(), target.port(), target.kind().usualPort())) {
            return TaskOutcome.failedForGood(
                    REFUSED,
                    "the credentials are not for " + target.host() + ":" + target.port() + "; the worker's file says "
                            + "where they may be used");
        }
        if (!hasDriver(target.url())) {
            return TaskOutcome.failedForGood(
                    "SQL_NO_DRIVER",
                    "this worker has no driver for " + target.kind().word());
        }
        run.log(Level.INFO, TYPE, "asks " + target.kind().word() + " at " + target.host());
        return follow(new SqlCall(target.url(), target.kind().properties(access), settings.work()), settings.timeout());
    }

    private static boolean hasDriver(String url) {
        try {
            DriverManager.getDriver(url);
            return true;
        } catch (SQLException none) {
            return false;
        }
    }

    private static TaskOutcome follow(SqlCall call, Duration timeout) throws ExecutionException {
        var outcome = new FutureTask<>(call);
        // A virtual thread, as its interruption ends whatever it reads from the network.
        var thread = Thread.ofVirtual().name("carillon-sql").start(outcome);
        try {
            return outcome.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException late) {
            stop(call, thread);
            return orElse(
                    outcome,
                    TaskOutcome.failed("SQL_TIMEOUT", "not done within " + timeout.toMillis() + " ms; it was stopped"));
        } catch (InterruptedException stop) {
            stop(call, thread);
            return orElse(outcome, new Stopped());
        }
    }

    /** What was done just before it was to stop, was done. */
    private static TaskOutcome orElse(FutureTask<TaskOutcome> outcome, TaskOutcome otherwise) {
        return outcome.state() == Future.State.SUCCESS && outcome.resultNow() instanceof Succeeded done
                ? done
                : otherwise;
    }

    private static void stop(SqlCall call, Thread thread) {
        try {
            if (Thread.ofVirtual().start(call::cancel).join(GRACE) && thread.join(GRACE)) {
                return;
            }
        } catch (InterruptedException impatient) {
            // Then without a grace.
        }
        call.abort();
        thread.interrupt();
    }
}
