package io.carillon.client;

import io.carillon.model.JobKey;
import io.carillon.model.RunId;
import io.carillon.protocol.v1.feed.FeedWire;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A batch on its way, and who waits for what becomes of it. It is the loop's alone once it was handed over. */
final class FeedBatch {

    /** What a node takes. */
    static final int MAX_RUNS = 10_000;

    static final int MAX_BYTES = 8 << 20;

    private final CompletableFuture<List<RunId>> outcome = new CompletableFuture<>();
    private final FeedWire.Asked frame;
    private final boolean keyed;
    private boolean left;

    private FeedBatch(FeedWire.Asked frame, boolean keyed) {
        this.frame = frame;
        this.keyed = keyed;
    }

    /** @throws IllegalArgumentException if no node would take so much at once */
    static FeedBatch of(long number, JobKey job, List<TriggerRequest> runs) {
        if (runs.size() > MAX_RUNS) {
            throw new IllegalArgumentException("a batch has at most " + MAX_RUNS + " runs, not " + runs.size());
        }
        var batch = FeedWire.Batch.newBuilder()
                .setNumber(number)
                .setNamespace(job.namespace().value())
                .setJob(job.name().value());
        Instant usual = usualInstant(runs);
        if (usual != null) {
            batch.setAtMicros(micros(usual));
        }
        runs.forEach(run -> batch.addRuns(run(run, usual)));
        var frame = FeedWire.Asked.newBuilder().setBatch(batch).build();
        if (frame.getBatch().getSerializedSize() > MAX_BYTES) {
            throw new IllegalArgumentException("a batch has at most " + MAX_BYTES + " bytes, not "
                    + frame.getBatch().getSerializedSize());
        }
        return new FeedBatch(frame, runs.stream().allMatch(run -> run.key() != null));
    }

    /** Where all are due at the same instant, it need be said only once. */
    private static @Nullable Instant usualInstant(List<TriggerRequest> runs) {
        Instant first = runs.isEmpty() ? null : runs.getFirst().at();
        return runs.stream().allMatch(run -> Objects.equals(run.at(), first)) ? first : null;
    }

    private static FeedWire.Run run(TriggerRequest request, @Nullable Instant usual) {
        var run = FeedWire.Run.newBuilder();
        if (request.at() != null && usual == null) {
            run.setAtMicros(micros(request.at()));
        }
        if (request.params() != null) {
            run.setParamsJson(request.params().text());
        }
        if (request.key() != null) {
            run.setKey(request.key());
        }
        if (request.priority() != null) {
            run.setPriority(request.priority());
        }
        return run.build();
    }

    private static long micros(Instant instant) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, instant);
    }

    long number() {
        return frame.getBatch().getNumber();
    }

    FeedWire.Asked frame() {
        return frame;
    }

    CompletableFuture<List<RunId>> outcome() {
        return outcome;
    }

    /** From now on nobody knows, until an answer comes, whether it takes effect. */
    void leave() {
        left = true;
    }

    /** It was on a line that was lost; true if it may go on another. */
    boolean isToBeSentAgain(String reason) {
        if (!keyed) {
            fail(new OutcomeUnknownException(reason, false));
        }
        return keyed;
    }

    /** It is sent no more. */
    void abandon(CarillonClientException reason) {
        fail(left ? new OutcomeUnknownException(String.valueOf(reason.getMessage()), keyed) : reason);
    }

    private void fail(CarillonClientException reason) {
        outcome.completeExceptionally(reason);
    }

    void answer(FeedWire.Answered answered) {
        switch (answered.getFrameCase()) {
            case TAKEN -> take(answered.getTaken().getRunIdsList());
            case REFUSED -> fail(new CarillonApiException(Refusal.of(answered.getRefused())));
            case UNKNOWN -> {
                var unknown = answered.getUnknown();
                fail(new OutcomeUnknownException(unknown.getDetail() + " (" + unknown.getCode() + ")", keyed));
            }
            case WELCOME, FRAME_NOT_SET -> throw new IllegalStateException("not an answer: " + answered);
        }
    }

    private void take(List<Long> ids) {
        try {
            outcome.complete(ids.stream().map(RunId::new).toList());
        } catch (IllegalArgumentException strange) {
            fail(new CarillonProtocolException("the batch was taken, but what it came to makes no sense", strange));
        }
    }
}
