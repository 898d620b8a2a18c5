package io.carillon.worker;

import io.carillon.protocol.v1.Assignment;
import io.carillon.protocol.v1.Saved;
import io.carillon.protocol.v1.ShardPage;
import io.carillon.worker.core.Effect.RunTask;
import io.carillon.worker.core.Micros;
import io.carillon.worker.log.AttemptLog;
import io.carillon.worker.log.CurrentLog;
import io.carillon.worker.save.AttemptSaves;
import io.carillon.worker.shard.ShardAsker;
import io.carillon.worker.shard.ShardResults;
import io.carillon.worker.task.AttemptCancelledException;
import io.carillon.worker.task.AttemptToken;
import io.carillon.worker.task.Codec;
import io.carillon.worker.task.JobContext;
import io.carillon.worker.task.NonRetryableException;
import io.carillon.worker.task.Phase;
import io.carillon.worker.task.StepNotSavedException;
import io.carillon.worker.task.TaskOutcome;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

/** An attempt while it runs: what its task sees, and the thread to interrupt. */
final class Execution implements JobContext {

    private final RunTask what;
    private final AttemptLog log;
    private final AttemptSaves saves;
    private final Codec codec;
    private final InstantSource clock;
    private final Callbacks callbacks;
    private final ShardAsker shards;
    private final Patience patience;
    private volatile boolean cancelled;
    private @Nullable Thread thread;

    Execution(RunTask what, AttemptLog log, AttemptSaves saves, TaskRunner.Beside beside) {
        this.what = what;
        this.log = log;
        this.saves = saves;
        this.codec = beside.codec();
        this.clock = beside.clock();
        this.callbacks = beside.callbacks();
        this.shards = beside.shards();
        this.patience = beside.patience();
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

    void cancel() {
        interrupt();
        saves.cancel();
    }

    private synchronized void interrupt() {
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
    public Phase phase() {
        return switch (assignment().getPhase()) {
            case PHASE_SHARD -> Phase.SHARD;
            case PHASE_GATHER -> Phase.GATHER;
            default -> Phase.WHOLE;
        };
    }

    @Override
    public TaskOutcome map(Collection<?> items) {
        return mapped(items, false);
    }

    @Override
    public TaskOutcome mapAndGather(Collection<?> items) {
        return mapped(items, true);
    }

    private TaskOutcome mapped(Collection<?> items, boolean gathers) {
        return TaskOutcome.mapped(items.stream().map(codec::write).collect(Collectors.toList()), gathers);
    }

    @Override
    public <R> Stream<R> results(Class<R> type) {
        if (phase() != Phase.GATHER) {
            return JobContext.super.results(type);
        }
        return StreamSupport.stream(new ShardResults(this::page), false).map(json -> codec.read(json, type));
    }

    private ShardPage page(int first) {
        var answer = shards.ask(assignment().getAttempt(), first);
        try {
            return await(answer).orElseThrow(() -> new AttemptCancelledException(this));
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new AttemptCancelledException(this);
        } finally {
            answer.cancel(false);
        }
    }

    @Override
    public String paramsJson() {
        return assignment().getParamsJson().isEmpty() ? "{}" : assignment().getParamsJson();
    }

    @Override
    public Optional<URI> callbackUrl() {
        return callbacks.urlOf(what.attempt(), namespace());
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

    @Override
    public void progress(long done, long total, String note) {
        saves.progress(done, total, note);
    }

    @Override
    public void checkpoint(Object state) {
        saves.checkpoint(codec.write(state));
    }

    @Override
    public <T> Optional<T> checkpoint(Class<T> type) {
        return saves.checkpoint().map(json -> codec.read(json, type));
    }

    @Override
    public <R> R once(String step, Class<R> type, Callable<R> work) throws Exception {
        var known = saves.result(step);
        if (known.isPresent()) {
            return codec.read(known.get(), type);
        }
        saves.begin(step);
        try {
            R result = work.call();
            if (result == null) {
                throw new NonRetryableException(
                        "step \"" + step + "\" came to null, which says nothing to a next attempt");
            }
            awaitKept(step, saves.keep(step, codec.write(result)));
            return result;
        } finally {
            saves.end(step);
        }
    }

    private void awaitKept(String step, CompletableFuture<String> answer) throws InterruptedException {
        var refusal = await(answer).orElse("its time was over before a server had kept it");
        if (!refusal.isEmpty()) {
            throwIfCancelled();
            throw new StepNotSavedException(step, refusal);
        }
    }

    private <T> Optional<T> await(CompletableFuture<T> answer) throws InterruptedException {
        var left = deadline()
                .map(by -> Duration.between(clock.instant(), by))
                .map(span -> span.isNegative() ? Duration.ZERO : span);
        return patience.await(answer, left.orElse(null)) ? Optional.of(answer.join()) : Optional.empty();
    }

    /** The attempt has ended: what is said in its name from now on is lost. Answers with what it leaves and is not known to be durable. */
    List<Saved> close() {
        log.close();
        return saves.close();
    }
}
