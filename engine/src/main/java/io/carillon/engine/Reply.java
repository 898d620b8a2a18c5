package io.carillon.engine;

import io.carillon.model.AppName;
import io.carillon.model.JobKey;
import io.carillon.model.Partition;
import io.carillon.model.Problem;
import io.carillon.model.ResourceKey;
import io.carillon.model.RunId;
import io.carillon.model.job.Job;
import io.carillon.model.job.Resource;
import io.carillon.model.run.Run;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The answer to a command; what it says is durable. */
public sealed interface Reply {

    record JobSaved(Job job) implements Reply {}

    record JobDeleted(JobKey key) implements Reply {}

    record RunMade(Run run) implements Reply {}

    /** The request was a repetition: its run was there already. */
    record RunRepeated(RunId run) implements Reply {}

    /** The runs of a batch in the order in which they were asked for; a repeated request's is the one that was there. */
    record RunsMade(List<RunId> runs) implements Reply {

        public RunsMade {
            runs = List.copyOf(runs);
        }
    }

    record RunDiscarded(RunId run) implements Reply {}

    /** A run that nobody had begun is cancelled; one that a worker has is being stopped. */
    record CancelTaken(RunId run) implements Reply {}

    /** What somebody called back about is decided by what he said. */
    record CallbackTaken(RunId run) implements Reply {}

    /**
     * How a run stands in its owner's memory.
     *
     * @param progress how far its attempt says that it is; null if it has not said so
     */
    record RunExplained(Run run, Waiting waiting, @Nullable Progress progress) implements Reply {}

    /**
     * The resource is as the user wants it.
     *
     * @param created whether there was none before
     */
    record ResourceSaved(Resource resource, boolean created) implements Reply {}

    record ResourceDeleted(ResourceKey key) implements Reply {}

    record AppDeclared(AppName app) implements Reply {}

    /** The command changed nothing. */
    record Refused(Kind kind, String code, String message, List<Problem> problems) implements Reply {

        public Refused(Kind kind, String code, String message) {
            this(kind, code, message, List.of());
        }
    }

    /** Nothing happened, because what was asked before still waits for the store. */
    Refused STORE_BEHIND = new Refused(
            Kind.UNAVAILABLE, "store-behind", "the store does not keep up, and too much waits for it; try again later");

    /** Nothing happened, because what the former owner did since the store was asked is not known here. */
    Refused LOOK_AGAIN = new Refused(
            Kind.UNAVAILABLE,
            "owner-changed",
            "another node has just taken over; whether this was asked before is not known yet; try again");

    /** Nothing happened, because only the definition as it stands knows which fires were missed, and not all of them are seen yet. */
    Refused CATCHING_UP = new Refused(
            Kind.UNAVAILABLE,
            "catching-up",
            "so many fires were missed here that it takes a moment to account for them; try again");

    /** Nothing happened, because what was to be named may never come to be. */
    static Refused notYetSaved(ResourceKey named) {
        return new Refused(
                Kind.UNAVAILABLE, "resource-not-saved", named + " has just been made and is not saved yet; try again");
    }

    /** Nothing happened, because the store refuses what would have to be written; asking again will not help. */
    static Refused refusedByStore(String reason) {
        return new Refused(Kind.INVALID, "store-refused", "the database refuses to keep this: " + reason);
    }

    /** Nothing happened, because somebody else decides here now. */
    static Refused notOwner(Partition about) {
        return new Refused(Kind.UNAVAILABLE, "not-owner", "partition " + about + " has another owner now; try again");
    }

    /** What sort of refusal, which decides the status that a client sees. */
    enum Kind {
        INVALID,
        NOT_FOUND,
        CONFLICT,
        PRECONDITION_FAILED,
        UNAVAILABLE
    }
}
