package io.carillon.benchmarks.store;

import io.carillon.engine.Catalog;
import io.carillon.engine.RunFilter;
import io.carillon.model.JobKey;
import io.carillon.model.JobName;
import io.carillon.model.Namespace;
import io.carillon.model.RunId;
import io.carillon.model.job.Job;
import io.carillon.model.job.Sharding;
import io.carillon.model.run.Cause;
import io.carillon.model.run.Run;
import io.carillon.model.run.RunStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/** What the API and the console ask of history, each time about something else that is picked at random. */
final class Questions {

    /** A page of the API, and the one behind it that says whether there is another. */
    private static final int PAGE = 51;

    private static final Namespace NAMESPACE = new Namespace("default");
    private static final Duration RANGE = Duration.ofHours(1);
    private static final Set<RunStatus> ANY = Set.of();
    private static final Set<RunStatus> FAILED = Set.of(RunStatus.FAILED);

    private final Catalog catalog;
    private final History history;
    private final Random random = new Random(3);

    Questions(Catalog catalog, History history) {
        this.catalog = catalog;
        this.history = history;
    }

    /** A kind of question; the answer is how much was found. */
    record Kind(String name, IntSupplier ask) {}

    List<Kind> kinds() {
        return List.of(
                new Kind("one run", () -> one(some().id())),
                new Kind(
                        "one run that is not there",
                        () -> one(new RunId(some().id().value() + 4_000))),
                new Kind("one run with all that its page shows", this::detailed),
                new Kind("namespace, first page", () -> list(null, ANY, false, null)),
                new Kind("namespace, a later page", () -> list(null, ANY, false, some())),
                new Kind("namespace, an hour of some day", () -> hour(null)),
                new Kind("busy job, first page", () -> list(history.busy(), ANY, false, null)),
                new Kind("busy job, a later page", () -> list(history.busy(), ANY, false, some())),
                new Kind("usual job, first page", () -> list(usual(), ANY, false, null)),
                new Kind("usual job, a later page", () -> list(usual(), ANY, false, some())),
                new Kind("usual job, an hour of some day", () -> hour(usual())),
                new Kind("job that ran once long ago", () -> list(rare(), ANY, false, null)),
                new Kind("failed, first page", () -> list(null, FAILED, false, null)),
                new Kind("failed, a later page", () -> list(null, FAILED, false, some())),
                new Kind("skipped or cancelled", () -> list(null, notBegun(), false, null)),
                new Kind("running", () -> list(null, Set.of(RunStatus.RUNNING), false, null)),
                new Kind("busy job, failed", () -> list(history.busy(), FAILED, false, null)),
                new Kind("usual job, failed", () -> list(usual(), FAILED, false, null)),
                new Kind("dead letters, first page", () -> list(null, ANY, true, null)),
                new Kind("dead letters, a later page", () -> list(null, ANY, true, some())),
                new Kind("usual job, dead letters", () -> list(usual(), ANY, true, null)),
                new Kind("request by its key", this::requested),
                new Kind("request by a key that is new", this::notRequested));
    }

    private int one(RunId id) {
        return catalog.run(NAMESPACE, id).isPresent() ? 1 : 0;
    }

    private int detailed() {
        Run run = catalog.run(NAMESPACE, some().id()).orElseThrow();
        return 1
                + catalog.versions(run.job(), PAGE).size()
                + catalog.attempts(run.id()).size()
                + catalog.shards(run.id(), Sharding.MAX_TOTAL).size();
    }

    private int list(@Nullable Job job, Set<RunStatus> statuses, boolean dead, @Nullable Run behind) {
        var before = behind == null ? null : new RunFilter.Position(behind.scheduledAt(), behind.id());
        var filter = new RunFilter(NAMESPACE, nameOf(job), statuses, null, null, dead, before);
        return catalog.runs(filter, PAGE).size();
    }

    private int hour(@Nullable Job job) {
        Instant from = some().scheduledAt();
        var filter = new RunFilter(NAMESPACE, nameOf(job), ANY, from, from.plus(RANGE), null);
        return catalog.runs(filter, PAGE).size();
    }

    private int requested() {
        Run run = history.keyed().get(random.nextInt(history.keyed().size()));
        if (!(run.cause() instanceof Cause.Requested asked) || asked.key() == null) {
            throw new IllegalStateException("run " + run.id() + " was not requested under a key: " + run);
        }
        return catalog.requested(run.job(), asked.key()).isPresent() ? 1 : 0;
    }

    private int notRequested() {
        JobKey job = usual().key();
        return catalog.requested(job, "new-" + random.nextLong()).isPresent() ? 1 : 0;
    }

    private Run some() {
        return history.sample().get(random.nextInt(history.sample().size()));
    }

    private Job usual() {
        return history.usual(random);
    }

    private Job rare() {
        return history.rare(random.nextInt(History.RARE));
    }

    private static Set<RunStatus> notBegun() {
        return Set.of(RunStatus.SKIPPED, RunStatus.CANCELLED);
    }

    private static @Nullable JobName nameOf(@Nullable Job job) {
        return job == null ? null : job.key().name();
    }
}
