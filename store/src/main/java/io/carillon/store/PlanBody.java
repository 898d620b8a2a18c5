package io.carillon.store;

import com.google.protobuf.InvalidProtocolBufferException;
import io.carillon.model.RunId;
import io.carillon.model.json.JsonException;
import io.carillon.model.run.Run;
import io.carillon.model.run.RunStatus;
import io.carillon.model.run.Sequel;
import io.carillon.store.stored.PlannedRun;
import io.carillon.store.stored.StoredPlan;
import java.util.ArrayList;
import java.util.List;

/** The runs of a plan as bytes: each as it would stand in a row of its own, and what they share said once. */
final class PlanBody {

    private PlanBody() {}

    static byte[] write(RunId plan, List<Run> runs) {
        var jobs = new JobNames();
        StoredPlan.Builder stored = StoredPlan.newBuilder();
        long at = 0;
        for (Run run : runs) {
            long scheduledAt = Micros.of(run.scheduledAt());
            stored.addRuns(PlannedRun.newBuilder()
                    .setId(run.id().value() - plan.value())
                    .setJob(jobs.numberOf(run.job()))
                    .setScheduledAt(scheduledAt - at)
                    .setRun(RunBody.stored(run)));
            at = scheduledAt;
        }
        return stored.addAllJobs(jobs.stored()).build().toByteArray();
    }

    static List<Run> read(RunId plan, byte[] body) throws UnreadableRowException {
        try {
            StoredPlan stored = StoredPlan.parseFrom(body);
            var runs = new ArrayList<Run>();
            long at = 0;
            for (PlannedRun run : stored.getRunsList()) {
                at += run.getScheduledAt();
                var head = new RunBody.Head(
                        new RunId(plan.value() + run.getId()),
                        JobNames.read(stored.getJobs(run.getJob())),
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
            throw new UnreadableRowException(reason);
        }
    }
}
