package io.carillon.engine;

import io.carillon.model.RunId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Takes requests for many runs of a job at once: they become durable together, or none of them does. */
final class BatchDesk {

    private final Jobs jobs;
    private final RunMaker maker;
    private final Partitions partitions;
    private final GroupCommit commit;

    BatchDesk(Jobs jobs, RunMaker maker, Partitions partitions, GroupCommit commit) {
        this.jobs = jobs;
        this.maker = maker;
        this.partitions = partitions;
        this.commit = commit;
    }

    void trigger(CommandId id, Command.TriggerBatch asked, Instant now) {
        JobEntry entry = jobs.find(asked.key());
        if (entry == null) {
            var refused = new Reply.Refused(Reply.Kind.NOT_FOUND, "job-not-found", "there is no job " + asked.key());
            commit.afterAll(partitions.of(asked.key()), new Effect.Answer(id, refused));
            return;
        }
        List<RunId> ids = new ArrayList<>();
        asked.runs().forEach(one -> ids.add(requested(entry, one, now)));
        commit.afterAll(entry.partition(), new Effect.Answer(id, new Reply.RunsMade(ids)));
    }

    private RunId requested(JobEntry entry, Command.TriggerJob asked, Instant now) {
        if (asked.runKey() == null) {
            return maker.request(entry, asked, now).id();
        }
        return entry.requests()
                .computeIfAbsent(
                        new JobEntry.RequestKey(null, asked.runKey()),
                        _ -> maker.request(entry, asked, now).id());
    }
}
