package io.carillon.store;

import com.google.protobuf.InvalidProtocolBufferException;
import io.carillon.model.JobId;
import io.carillon.model.JobKey;
import io.carillon.model.RunId;
import io.carillon.model.WorkerId;
import io.carillon.model.job.Priority;
import io.carillon.model.json.Json;
import io.carillon.model.json.JsonException;
import io.carillon.model.run.Cause;
import io.carillon.model.run.Run;
import io.carillon.model.run.RunState;
import io.carillon.model.run.Sequel;
import io.carillon.model.run.Tries;
import io.carillon.store.stored.Requested;
import io.carillon.store.stored.Rerun;
import io.carillon.store.stored.Shard;
import io.carillon.store.stored.StoredRun;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Whatever of a run no statement searches for, as bytes: one message, which is far less work for a database than its columns were. */
final class RunBody {

    private RunBody() {}

    /** What the columns of a row say. */
    record Head(RunId id, JobKey job, long status, Instant scheduledAt, Sequel sequel) {}

    static byte[] write(Run run) {
        return stored(run).build().toByteArray();
    }

    static StoredRun.Builder stored(Run run) {
        Offset offset = Offset.from(run.scheduledAt());
        StoredRun.Builder stored = StoredRun.newBuilder()
                .setJobId(run.jobId().value())
                .setJobVersion(run.jobVersion())
                .setPriority(run.priority().level())
                .setDueAt(offset.of(run.dueAt()))
                .setHandOuts(run.tries().handOuts())
                .setDeclined(run.tries().declined())
                .setPostponed(run.tries().postponed())
                .setMapping(run.tries().mapping())
                .setSaved(run.tries().saved());
        if (!run.params().members().isEmpty()) {
            stored.setParams(run.params().text());
        }
        writeCause(run.cause(), stored);
        new StateBody(offset).write(run.state(), stored);
        return stored;
    }

    static Run read(Head head, byte[] body) throws UnreadableRowException {
        try {
            return read(head, StoredRun.parseFrom(body));
        } catch (InvalidProtocolBufferException
                | IllegalArgumentException
                | ArithmeticException
                | JsonException reason) {
            throw new UnreadableRowException(reason);
        }
    }

    static Run read(Head head, StoredRun stored) throws UnreadableRowException {
        Offset offset = Offset.from(head.scheduledAt());
        RunState state = new StateBody(offset).read(stored);
        if (StatusCode.of(state.status()) != head.status()) {
            throw new UnreadableRowException("a run that is " + state.status() + " has status " + head.status());
        }
        return new Run(
                head.id(),
                new JobId(stored.getJobId()),
                head.job(),
                stored.getJobVersion(),
                readCause(stored),
                head.scheduledAt(),
                offset.at(stored.getDueAt()),
                new Priority(stored.getPriority()),
                readParams(stored.getParams()),
                Tries.of(
                        stored.getHandOuts(),
                        stored.getDeclined(),
                        stored.getPostponed(),
                        stored.getMapping(),
                        stored.getSaved()),
                state,
                head.sequel());
    }

    private static void writeCause(Cause cause, StoredRun.Builder to) {
        switch (cause) {
            case Cause.Fired fired -> to.setFired(fired.trigger());
            case Cause.CaughtUp missed -> to.setCaughtUp(missed.trigger());
            case Cause.Requested asked -> to.setRequested(requested(runKey(asked.key())));
            case Cause.Compensation compensation ->
                to.setCompensationOf(compensation.of().value());
            case Cause.Rerun rerun -> to.setRerun(rerun(rerun.of(), runKey(rerun.key())));
            case Cause.Shard shard -> to.setShard(shard(shard));
        }
    }

    private static Shard shard(Cause.Shard shard) {
        Shard.Builder stored = Shard.newBuilder()
                .setOf(shard.of().value())
                .setIndex(shard.index())
                .setTotal(shard.total());
        if (shard.worker() != null) {
            stored.setWorker(shard.worker().value());
        }
        return stored.build();
    }

    private static Requested requested(@Nullable String key) {
        return key == null
                ? Requested.getDefaultInstance()
                : Requested.newBuilder().setKey(key).build();
    }

    private static Rerun rerun(RunId of, @Nullable String key) {
        Rerun.Builder stored = Rerun.newBuilder().setOf(of.value());
        return (key == null ? stored : stored.setKey(key)).build();
    }

    private static Cause readCause(StoredRun from) throws UnreadableRowException {
        return switch (from.getCauseCase()) {
            case FIRED -> new Cause.Fired(from.getFired());
            case CAUGHT_UP -> new Cause.CaughtUp(from.getCaughtUp());
            case REQUESTED -> {
                Requested asked = from.getRequested();
                yield new Cause.Requested(asked.hasKey() ? readString(asked.getKey()) : null);
            }
            case COMPENSATION_OF -> new Cause.Compensation(new RunId(from.getCompensationOf()));
            case RERUN -> {
                Rerun rerun = from.getRerun();
                yield new Cause.Rerun(new RunId(rerun.getOf()), rerun.hasKey() ? readString(rerun.getKey()) : null);
            }
            case SHARD -> {
                Shard shard = from.getShard();
                yield new Cause.Shard(
                        new RunId(shard.getOf()),
                        shard.getIndex(),
                        shard.getTotal(),
                        shard.hasWorker() ? new WorkerId(shard.getWorker()) : null);
            }
            case CAUSE_NOT_SET -> throw new UnreadableRowException("its cause is none that is known");
        };
    }

    static String readString(String text) throws UnreadableRowException {
        if (Json.parse(text) instanceof Json.Str string) {
            return string.value();
        }
        throw new UnreadableRowException("not a string: " + text);
    }

    private static Json.Obj readParams(String text) throws UnreadableRowException {
        if (text.isEmpty()) {
            return Json.Obj.EMPTY;
        }
        if (Json.parse(text) instanceof Json.Obj params) {
            return params;
        }
        throw new UnreadableRowException("params are not an object");
    }

    /** A caller's key is free text: as JSON it is equal to itself and to nothing else, whatever it holds. */
    static @Nullable String runKey(@Nullable String key) {
        return key == null ? null : Json.of(key).text();
    }
}
