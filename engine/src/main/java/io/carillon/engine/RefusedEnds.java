package io.carillon.engine;

import io.carillon.model.RunId;
import io.carillon.model.run.Cause;
import io.carillon.model.run.DeadReason;
import io.carillon.model.run.Run;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The runs that end in a batch, lest the store refuse what one ended with: then it fails instead, and that has to be answered for.
 *
 * <p>Until it is, the run is a dead letter, in the batch that says that it failed, so that it is lost from nobody's sight.
 */
final class RefusedEnds {

    private final List<LiveRun> ends = new ArrayList<>();
    private final List<LiveRun> unanswered = new ArrayList<>();
    private final List<RunId> unwritable = new ArrayList<>();

    void expect(LiveRun run) {
        ends.add(run);
    }

    /** Takes it that a run fails instead, and returns why it is a dead letter; null if it is none, being a part of another. */
    @Nullable
    DeadReason fail(Run failed) {
        LiveRun run = find(failed.id());
        if (run == null || !Compensator.mustAnswer(failed)) {
            return null;
        }
        run.become(failed);
        if (failed.cause() instanceof Cause.Compensation) {
            return DeadReason.COMPENSATION_FAILED;
        }
        if (run.spec().onFailure() == null) {
            return DeadReason.NO_COMPENSATION;
        }
        unanswered.add(run);
        return DeadReason.COMPENSATION_NOT_STORED;
    }

    /** What was to be written of a run is struck out: it has not failed. */
    void forget(RunId run) {
        unanswered.removeIf(each -> each.run().id().equals(run));
    }

    /** Not even that a run failed can be kept. */
    void giveUp(RunId run) {
        unwritable.add(run);
    }

    List<RunId> unwritable() {
        return List.copyOf(unwritable);
    }

    /** Runs that failed instead and that another is to make up for. */
    List<LiveRun> unanswered() {
        return List.copyOf(unanswered);
    }

    private @Nullable LiveRun find(RunId id) {
        return ends.stream()
                .filter(run -> run.run().id().equals(id))
                .findFirst()
                .orElse(null);
    }
}
