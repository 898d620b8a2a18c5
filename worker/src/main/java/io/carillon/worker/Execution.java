package io.carillon.worker;

import io.carillon.protocol.v1.Assignment;
import io.carillon.worker.core.Effect.RunTask;
import io.carillon.worker.core.Micros;
import io.carillon.worker.log.AttemptLog;
import io.carillon.worker.log.CurrentLog;
import io.carillon.worker.task.AttemptToken;
import io.carillon.worker.task.JobContext;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

/** An attempt while it runs: what its task sees, and the thread to interrupt. */
final class Execution implements JobContext {

    private final RunTask what;
    private final AttemptLog log;
    private final InstantSource clock;
    private volatile boolean cancelled;
    private @Nullable Thread thread;

    Execution(RunTask what, AttemptLog log, InstantSource clock) {
        this.what = what;
        this.log = log;
        this.clock = clock;
    }

    /** Binds the calling thread, which from now on is interrupted when the attempt is told to stop. */
    synchronized void enter() {
        thread = Thread.currentThread();
        if (cancelled) {
            thread.interrupt();
        }
    }

    /** Lets the thread go. An interrupt that came too late must not meet what it does next. */
    synchronized void leave() {
        thread = null;
        Thread.interrupted();
    }

    synchronized void cancel() {
        cancelled = true;
        if (thread != null) {
            thread.interrupt();
        }
    }

    Assignment assignment() {
        return what.assignment();
    }

    @Override
    public String runId() {
        return what.attempt().runId();
    }

    @Override
    public AttemptToken attempt() {
        return what.attempt().token();
    }

    @Override
    public String namespace() {
        return assignment().getNamespace();
    }

    @Override
    public String job() {
        return assignment().getJob();
    }

    @Override
    public Instant scheduledAt() {
        return Micros.toInstant(assignment().getScheduledAtMicros());
    }

    @Override
    public Instant dueAt() {
        return Micros.toInstant(assignment().getDueAtMicros());
    }

    @Override
    public Optional<Instant> deadline() {
        long timeout = assignment().getTimeoutMillis();
        return timeout <= 0 ? Optional.empty() : Optional.of(what.startedAt().plusMillis(timeout));
    }

    @Override
    public int shardIndex() {
        return assignment().getShardIndex();
    }

    @Override
    public int shardTotal() {
        return assignment().getShardTotal();
    }

    @Override
    public String paramsJson() {
        return assignment().getParamsJson().isEmpty() ? "{}" : assignment().getParamsJson();
    }

    @Override
    public boolean isCancelled() {
        return cancelled;
    }

    @Override
    public void log(Level level, String source, String text) {
        log.add(clock.instant(), level, source, text);
    }

    @Override
    public boolean hasLogRoom() {
        return log.hasRoom();
    }

    @Override
    public void leaveOut(long lines, long bytes) {
        log.leaveOut(lines, bytes);
    }

    @Override
    public Runnable wrap(Runnable work) {
        return CurrentLog.wrap(log, work);
    }

    @Override
    public <T> Callable<T> wrap(Callable<T> work) {
        return CurrentLog.wrapCall(log, work);
    }

    /** The attempt has ended: what is said in its name from now on is lost. */
    void close() {
        log.close();
    }
}
