package io.carillon.simulation.check;

import io.carillon.engine.CommitBatch;
import io.carillon.engine.Write;
import io.carillon.model.JobId;
import io.carillon.model.Partition;
import io.carillon.model.job.Job;
import io.carillon.model.run.Run;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;

/** Up to the watermark of its partition each due instant of each job has its record: whoever moves a watermark has
 * recorded everything before it. */
final class EveryFireIsRecorded extends Invariant {

    private final TreeMap<JobId, Instant> verified = new TreeMap<>();
    private final Set<Fire> recorded = new HashSet<>();

    private record Fire(JobId job, int trigger, Instant instant) {}

    @Override
    void before(Write write, CommitBatch batch, Ledger ledger) {
        switch (write) {
            case Write.InsertRun insert -> change(insert.run(), ledger, recorded::add);
            case Write.WithdrawFires withdraw ->
                ledger.withdrawn(withdraw).forEach(run -> change(run, ledger, recorded::remove));
            case Write.PutJob put -> verifyAgainFrom(put.job().id(), put.job().activeFrom());
            default -> {}
        }
    }

    @Override
    void after(Happening happening, Ledger ledger) {
        if (happening instanceof Happening.Committed committed) {
            for (Write write : committed.batch().writes()) {
                if (write instanceof Write.MovePartition move
                        && !committed.fencedOut().contains(move.partition())) {
                    verify(move.partition(), move.watermark(), ledger);
                }
            }
        }
    }

    @Override
    void atEnd(Ledger ledger, Instant end) {
        ledger.partitions().forEach(partition -> verify(partition, end, ledger));
    }

    private void verify(Partition partition, Instant through, Ledger ledger) {
        for (JobHistory history : ledger.jobs()) {
            if (history.partition().equals(partition)) {
                verify(history, through);
            }
        }
    }

    private void verify(JobHistory history, Instant through) {
        JobId id = history.present().id();
        Instant from = verified.getOrDefault(id, Instant.MIN);
        for (JobHistory.Span span : history.spans()) {
            if (!span.job().paused()) {
                verify(span, new Window(from, through));
            }
        }
        if (through.isAfter(from)) {
            verified.put(id, through);
        }
    }

    private record Window(Instant after, Instant through) {

        private Window within(JobHistory.Span span) {
            Instant until = span.until();
            return new Window(
                    after.isAfter(span.after()) ? after : span.after(),
                    until != null && until.isBefore(through) ? until : through);
        }
    }

    private void verify(JobHistory.Span span, Window window) {
        Window part = window.within(span);
        Job job = span.job();
        for (int trigger = 0; trigger < job.spec().triggers().size(); trigger++) {
            FireRule rule = FireRule.of(job, trigger);
            if (rule != null && part.after().isBefore(part.through())) {
                for (Instant instant : rule.between(part.after(), part.through())) {
                    require(
                            recorded.contains(new Fire(job.id(), trigger, instant)),
                            "nothing is recorded for ",
                            instant,
                            " of ",
                            job,
                            " though everything up to ",
                            part.through(),
                            " should be");
                }
            }
        }
    }

    private void verifyAgainFrom(JobId job, Instant from) {
        verified.computeIfPresent(job, (_, before) -> before.isBefore(from) ? before : from);
    }

    private void change(Run run, Ledger ledger, Consumer<Fire> change) {
        Integer trigger = FireBook.trigger(run);
        JobHistory history = ledger.job(run.jobId());
        if (trigger != null && history != null) {
            FireRule rule = FireRule.of(history.version(run.jobVersion()), trigger);
            if (rule != null) {
                FireBook.instants(run, rule).forEach(instant -> change.accept(new Fire(run.jobId(), trigger, instant)));
            }
        }
    }
}
