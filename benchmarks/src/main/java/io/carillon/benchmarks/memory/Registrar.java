package io.carillon.benchmarks.memory;

import io.carillon.engine.CommitBatch;
import io.carillon.engine.CommitOutcome;
import io.carillon.engine.Write;
import io.carillon.model.Epoch;
import io.carillon.model.IdSequence;
import io.carillon.model.JobId;
import io.carillon.model.NodeId;
import io.carillon.model.Partition;
import io.carillon.model.job.Job;
import io.carillon.model.job.JobDocument;
import io.carillon.model.job.JobDraft;
import io.carillon.model.job.Reading;
import io.carillon.model.json.Json;
import io.carillon.store.JdbcStore;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * Registers jobs as many users would have over time: a millisecond lies between any two, so that the rows of a partition are scattered
 * over the whole table.
 */
final class Registrar {

    private static final int BATCH = 5_000;

    private final JdbcStore store;
    private final NodeId node;
    private final boolean quiet;

    /** @param quiet whether the jobs fire once a year rather than each day, hour or minute */
    Registrar(JdbcStore store, NodeId node, boolean quiet) {
        this.store = store;
        this.node = node;
        this.quiet = quiet;
    }

    void register(int jobs) {
        var epochs = new TreeMap<Partition, Epoch>();
        for (int i = 0; i < MillionJobs.PARTITIONS; i++) {
            epochs.put(new Partition(i), Epoch.NONE);
        }
        store.takeOver(node, epochs).forEach(image -> epochs.put(image.partition(), image.epoch()));
        var ids = new TreeMap<Partition, IdSequence>();
        Instant first = Instant.now().minusMillis(jobs);
        var writes = new ArrayList<Write>();
        long batches = 0;
        for (int i = 0; i < jobs; i++) {
            Instant made = first.plusMillis(i);
            JobDraft draft = draft(i);
            Partition partition = Partition.of(draft.key(), MillionJobs.PARTITIONS);
            var id = new JobId(ids.computeIfAbsent(partition, fresh -> new IdSequence(fresh, 0))
                    .next(made));
            writes.add(new Write.PutJob(
                    partition, new Job(id, draft.key(), 1, draft.labels(), draft.spec(), false, made, made)));
            if (writes.size() == BATCH || i == jobs - 1) {
                CommitOutcome outcome =
                        store.commit(new CommitBatch(node, 0, ++batches, made, epochs, List.copyOf(writes)));
                if (!outcome.equals(CommitOutcome.Committed.WHOLE)) {
                    throw new IllegalStateException("registering failed: " + outcome);
                }
                writes.clear();
            }
        }
    }

    /** A name, a time and params of its own; a tenth of them with a URL of its own too. */
    private JobDraft draft(int i) {
        String task = i % 10 == 3
                ? "\"type\": \"http\", \"url\": \"https://shop-%d.example.com/orders/close\", \"method\": \"POST\""
                        .formatted(i)
                : "\"type\": \"handler\", \"handler\": \"closeUnpaidOrders\"";
        Json document = Json.parse(
                """
                {"apiVersion": "carillon/v1", "kind": "Job",
                 "metadata": {"name": "close-orders-of-shop-%d", "namespace": "team-%d", "labels": {"team": "orders-%d"}},
                 "spec": {
                   "triggers": [{"cron": "%s", "zone": "Asia/Shanghai"}],
                   "task": {%s, "app": "shop-%d", "params": {"shop": %d, "batch": 500}},
                   "timeout": "%ds",
                   "retry": {"maxAttempts": %d, "backoff": "exponential", "initial": "2s", "max": "1m"},
                   "overlap": "skip"}}
                """.formatted(i, i % 100, i % 7, cron(i), task, i % MillionJobs.APPS, i, 30 + i % 3 * 30, 3 + i % 2));
        return switch (JobDocument.read(document)) {
            case Reading.Valid<JobDraft> valid -> valid.value();
            case Reading.Invalid<JobDraft> invalid -> throw new IllegalStateException("" + invalid.problems());
        };
    }

    /** Two in a thousand each minute, two in five each hour and the others each day, spread over the seconds of that time. */
    private String cron(int i) {
        int spread = (int) ((i * 2_654_435_761L) >>> 8) & 0xFFFFFF;
        int second = spread % 60;
        int minute = spread / 60 % 60;
        int hour = spread / 3600 % 24;
        if (quiet) {
            return "%d %d %d %d %d ?".formatted(second, minute, hour, 1 + spread % 28, 1 + i % 12);
        }
        int kind = i % 1000;
        if (kind < 2) {
            return "%d * * * * ?".formatted(second);
        }
        return kind < 400
                ? "%d %d * * * ?".formatted(second, minute)
                : "%d %d %d * * ?".formatted(second, minute, hour);
    }
}
