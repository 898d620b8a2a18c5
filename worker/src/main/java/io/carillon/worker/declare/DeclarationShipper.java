package io.carillon.worker.declare;

import io.carillon.protocol.v1.Declaration;
import io.carillon.protocol.v1.DeclarationAnswer;
import io.carillon.protocol.v1.DeclarationAnswers;
import io.carillon.protocol.v1.DeclarationOutcome;
import io.carillon.protocol.v1.Declarations;
import io.carillon.protocol.v1.WorkerFrame;
import io.carillon.worker.declare.Declared.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells each node what the code declares, and keeps what it answers. Used by the worker's thread only; what came of them may be asked by any. */
public final class DeclarationShipper {

    private static final Logger LOG = LoggerFactory.getLogger(DeclarationShipper.class);

    private final JobDeclarations jobs;
    private final Declarations.Builder frame;
    private final CountDownLatch decided;
    private volatile List<Declared> declared;
    private @Nullable Duration due;

    public DeclarationShipper(JobDeclarations jobs) {
        this.jobs = jobs;
        this.decided = new CountDownLatch(jobs.isDeclaring() ? 1 : 0);
        this.frame = Declarations.newBuilder().setEdition(jobs.edition());
        jobs.wanted().forEach(job -> frame.addDeclarations(declaration(job)));
        this.declared = jobs.wanted().stream()
                .map(job -> new Declared(job.namespace(), job.name(), Outcome.PENDING, "", "", List.of(), List.of()))
                .toList();
    }

    /** What became of each declaration, as far as a node has said so. */
    public List<Declared> declared() {
        return declared;
    }

    /** Waits until a node has decided about all of them, if there are any. False if none has in time. */
    public boolean awaitDecided(Duration limit) throws InterruptedException {
        return decided.await(limit.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** There is a node. It forgot what was declared when the stream before ended. */
    public void welcomed(int maxBytes, Duration now) {
        int bytes = frame.getDeclarationsList().stream()
                .mapToInt(each -> each.getFieldsJsonBytes().size())
                .sum();
        boolean wanted = jobs.isDeclaring();
        due = wanted && maxBytes > 0 && bytes <= maxBytes ? now : null;
        if (wanted && maxBytes == 0) {
            LOG.warn("event=not-declared reason=\"the server is older than this worker and takes no declarations\"");
        } else if (wanted && bytes > maxBytes) {
            LOG.error("event=not-declared reason=\"{} bytes of fields, and the server takes {}\"", bytes, maxBytes);
        }
    }

    /** There is no node for now. */
    public void lost() {
        due = null;
    }

    /** The frame to send now, if there is one. */
    public Optional<WorkerFrame> next(Duration now) {
        if (due == null || due.compareTo(now) > 0) {
            return Optional.empty();
        }
        due = null;
        frame.setSequence(frame.getSequence() + 1);
        return Optional.of(WorkerFrame.newBuilder().setDeclarations(frame).build());
    }

    /** When {@link #next} is worth asking again if nothing happens before. */
    public Optional<Duration> wakeUp() {
        return Optional.ofNullable(due);
    }

    public void answered(DeclarationAnswers answers, Duration now) {
        if (answers.getSequence() != frame.getSequence() || answers.getAnswersCount() != declared.size()) {
            return;
        }
        var next = new ArrayList<Declared>();
        for (int i = 0; i < declared.size(); i++) {
            Declared before = declared.get(i);
            Declared after = heard(before, answers.getAnswers(i));
            if (!after.equals(before)) {
                tell(after);
            }
            next.add(after);
        }
        declared = List.copyOf(next);
        if (answers.getRetryAfterMillis() > 0) {
            due = now.plusMillis(answers.getRetryAfterMillis());
        } else {
            decided.countDown();
        }
    }

    private static Declaration declaration(JobDeclaration job) {
        return Declaration.newBuilder()
                .setNamespace(job.namespace())
                .setJob(job.name())
                .setHandler(job.handler())
                .setSync(
                        job.sync() == Sync.ENFORCE
                                ? io.carillon.protocol.v1.Sync.SYNC_ENFORCE
                                : io.carillon.protocol.v1.Sync.SYNC_CREATE)
                .setFieldsJson(job.fieldsJson())
                .build();
    }

    /** What is put off is as it was; later it is decided. */
    private static Declared heard(Declared before, DeclarationAnswer answer) {
        if (answer.getOutcome() == DeclarationOutcome.DECLARATION_OUTCOME_LATER) {
            LOG.debug("event=declaration-put-off job={} code={}", before.job(), answer.getCode());
            return before;
        }
        return new Declared(
                before.namespace(),
                before.job(),
                outcome(answer.getOutcome()),
                answer.getCode(),
                answer.getMessage(),
                answer.getDifferencesList().stream()
                        .map(each ->
                                new Declared.Difference(each.getPointer(), each.getCodeJson(), each.getServerJson()))
                        .toList(),
                answer.getMistakesList().stream()
                        .map(each -> new Declared.Mistake(each.getPointer(), each.getCode(), each.getMessage()))
                        .toList());
    }

    private static Outcome outcome(DeclarationOutcome wire) {
        return switch (wire) {
            case DECLARATION_OUTCOME_CREATED -> Outcome.CREATED;
            case DECLARATION_OUTCOME_UNCHANGED -> Outcome.UNCHANGED;
            case DECLARATION_OUTCOME_UPDATED -> Outcome.UPDATED;
            case DECLARATION_OUTCOME_DIFFERS -> Outcome.DIFFERS;
            case DECLARATION_OUTCOME_REFUSED -> Outcome.REFUSED;
            case DECLARATION_OUTCOME_LATER -> Outcome.PENDING;
            case DECLARATION_OUTCOME_UNSPECIFIED, UNRECOGNIZED -> Outcome.UNKNOWN;
        };
    }

    private static void tell(Declared now) {
        String job = now.namespace() + "/" + now.job();
        switch (now.outcome()) {
            case PENDING, UNKNOWN -> {}
            case UNCHANGED -> LOG.debug("event=job-declared job={} outcome=unchanged", job);
            case CREATED -> LOG.info("event=job-declared job={} outcome=created", job);
            case UPDATED ->
                LOG.info("event=job-declared job={} outcome=updated differences={}", job, now.differences());
            case DIFFERS ->
                LOG.warn(
                        "event=job-declared job={} outcome=differs code={} differences={}",
                        job,
                        now.code(),
                        now.differences());
            case REFUSED ->
                LOG.error(
                        "event=job-declared job={} outcome=refused code={} message=\"{}\" mistakes={}",
                        job,
                        now.code(),
                        now.message(),
                        now.mistakes());
        }
    }
}
