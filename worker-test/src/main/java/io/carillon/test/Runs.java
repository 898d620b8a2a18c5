package io.carillon.test;

import io.carillon.client.RunView;
import io.carillon.engine.RunFilter;
import io.carillon.engine.log.LogEntry;
import io.carillon.engine.log.LogQuery;
import io.carillon.engine.log.LogReader;
import io.carillon.gateway.answer.RunDetails;
import io.carillon.model.JobKey;
import io.carillon.model.NodeId;
import io.carillon.model.RunId;
import io.carillon.model.run.Run;
import io.carillon.model.run.RunStatus;
import io.carillon.worker.task.Codec;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/** The runs of a test as people see them. */
final class Runs {

    private static final LogReader.Bounds ALL_LINES = new LogReader.Bounds(null, 100_000, 16L << 20);
    private static final int MOST = 1_000_000;

    private final World world;
    private final Codec codec;
    private final Runnable beforeTime;

    /** @param beforeTime to be done before time passes */
    Runs(World world, Codec codec, Runnable beforeTime) {
        this.world = world;
        this.codec = codec;
        this.beforeTime = beforeTime;
    }

    Codec codec() {
        return codec;
    }

    /** A run as it stands now. */
    TestRun now(RunId id) {
        Run stored = world.store().run(id);
        var details = new RunDetails(
                world.store().catalog(),
                world.node()::ask,
                world.clock(),
                _ -> new NodeId(world.node().id()));
        return new TestRun(this, RunView.of(details.of(stored)), lines(id));
    }

    /** Those of a job whose instants have come, in the order of these: that others are recorded ahead is nobody's concern. */
    List<TestRun> of(JobKey job) {
        var filter = new RunFilter(job.namespace(), job.name(), Set.of(), null, null, null);
        return world.store().catalog().runs(filter, MOST).stream()
                .filter(run -> run.state().status() != RunStatus.PENDING)
                .sorted(Comparator.comparing(Run::scheduledAt).thenComparing(Run::id))
                .map(run -> now(run.id()))
                .toList();
    }

    /** Lets time pass until a run has ended. */
    TestRun await(RunId id, Duration limit) {
        beforeTime.run();
        Instant latest = world.now().plus(limit);
        boolean ended = world.runUntil(latest, () -> hasEnded(id));
        world.settle();
        TestRun run = now(id);
        if (!ended) {
            throw new AssertionError("a run has not ended within " + limit + " of the test's time\n" + run);
        }
        return run;
    }

    private boolean hasEnded(RunId id) {
        return world.store().run(id).state().status().isFinal();
    }

    private List<String> lines(RunId id) {
        var reader = new LogReader(world.logs());
        return reader.read(new LogQuery(id, null, null), ALL_LINES).entries().stream()
                .map(Runs::line)
                .toList();
    }

    private static String line(LogEntry entry) {
        return switch (entry) {
            case LogEntry.Said said -> said.line().text();
            case LogEntry.LeftOut gap -> "… " + gap.count() + " lines were left out";
        };
    }
}
