package io.carillon.store;

import com.google.protobuf.InvalidProtocolBufferException;
import io.carillon.model.JobKey;
import io.carillon.model.RunId;
import io.carillon.model.json.JsonException;
import io.carillon.model.run.Run;
import io.carillon.model.run.RunStatus;
import io.carillon.model.run.Sequel;
import io.carillon.store.stored.PlannedJob;
import io.carillon.store.stored.PlannedRun;
import io.carillon.store.stored.StoredPlan;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The runs of a plan as bytes: each as it would stand in a row of its own, and what they share said once. */
final class PlanBody {

    private PlanBody() {}

    static byte[] write(RunId plan, List<Run> runs) {
        Map<JobKey, Integer> jobs = new HashMap<>();
        StoredPlan.Builder stored = StoredPlan.newBuilder();
        long at = 0;
        for (Run run : runs) {
            Integer job = jobs.get(run.job());
            if (job == null) {
                job = jobs.size();
                jobs.put(run.job(), job);
                stored.addJobs(PlannedJob.newBuilder()
                        .setNamespace(run.job().namespace().value())
                        .setName(run.job().name().value()));
            }
            long scheduledAt = Micros.of(run.scheduledAt());
            stored.addRuns(PlannedRun.newBuilder()
                    .setId(run.id().value() - plan.value())
                    .setJob(job)
                    .setScheduledAt(scheduledAt - at)
                    .setRun(RunBody.stored(run)));
            at = scheduledAt;
        }
        return stored.build().toByteArray();
    }

    static List<Run> read(RunId plan, byte[] body) throws UnreadableRowException {
        try {
            StoredPlan stored = StoredPlan.parseFrom(body);
            var runs = new ArrayList<Run>();
            long at = 0;
            for (PlannedRun run : stored.getRunsList()) {
                at += run.getScheduledAt();
                PlannedJob job = stored.getJobs(run.getJob());
                var head = new RunBody.Head(
                        new RunId(plan.value() + run.getId()),
                        JobKey.of(job.getNamespace(), job.getName()),
                        StatusCode.of(RunStatus.PENDING),
                        Micros.toInstant(at),
                        Sequel.NONE);
                runs.add(RunBody.read(head, run.getRun()));
            }
            return runs;
        } catch (InvalidProtocolBufferException
                | IndexOutOfBoundsException
                | IllegalArgumentException
                | ArithmeticException
                | JsonException reason) {
            throw new UnreadableRowException(String.valueOf(reason.getMessage()), reason);
        }
    }
}
