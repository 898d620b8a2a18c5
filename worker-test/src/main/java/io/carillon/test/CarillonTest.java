package io.carillon.test;

import io.carillon.client.document.DocumentFiles;
import io.carillon.engine.Command;
import io.carillon.engine.Reply;
import io.carillon.engine.testing.Machine;
import io.carillon.model.JobKey;
import io.carillon.model.RunId;
import io.carillon.model.json.Json;
import io.carillon.worker.JacksonCodec;
import io.carillon.worker.WorkerBuilder;
import io.carillon.worker.task.Codec;
import io.carillon.worker.task.GatherHandler;
import io.carillon.worker.task.Handler;
import io.carillon.worker.task.MapHandler;
import io.carillon.worker.task.TaskOutcome;
import io.carillon.worker.task.TaskType;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * A scheduler, its workers and their handlers in one test, on a clock that the test turns.
 *
 * <pre>{@code
 * try (var carillon = CarillonTest.startingAt("2027-01-01T00:00:00Z")) {
 *     carillon.handler("closeUnpaidOrders", CloseParams.class, (params, run) -> orders.close(params.batch()));
 *     carillon.job(Files.readString(Path.of("jobs/close-unpaid-orders.yaml")));
 *
 *     carillon.advance(Duration.ofMinutes(10));
 *
 *     assertThat(carillon.runs("close-unpaid-orders")).hasSize(2);
 * }
 * }</pre>
 *
 * <p>An app that a job names has a worker by itself, {@code w1}, {@code w2} and so on, unless the test has given it one. Jobs are named as
 * {@code name} or {@code namespace/name}. For use by the test's thread and, but for the clock, by handlers.
 */
public final class CarillonTest implements AutoCloseable {

    /** Tasks that were told to stop have two seconds. */
    private static final Duration LEAVE = Duration.ofSeconds(3);

    private final World world;
    private final Codec codec = new JacksonCodec();
    private final Runs runs;
    private final Definitions definitions;
    private final List<Consumer<WorkerBuilder>> abilities = new ArrayList<>();
    private final Set<String> wanted = new TreeSet<>();
    private final Set<String> served = new TreeSet<>();
    private final List<TestWorker> unstarted = new ArrayList<>();

    private CarillonTest(Instant start) {
        this.world = new World(start);
        this.runs = new Runs(world, codec, this::ready);
        this.definitions = new Definitions(
                world, draft -> wanted.add(draft.spec().task().app().value()));
        world.node().start();
        world.settle();
    }

    public static CarillonTest startingAt(Instant instant) {
        return new CarillonTest(instant);
    }

    /** The same with the instant as text, such as {@code 2027-01-01T00:00:00Z}. */
    public static CarillonTest startingAt(String instant) {
        return new CarillonTest(Instant.parse(instant));
    }

    /** What workers can do that start from now on, by the same means as of {@link WorkerBuilder#handler}. */
    public <P> TestHandler handler(String name, Class<P> paramsType, Handler<P> handler) {
        var tested = new TestHandler(world::failed);
        Handler<P> whole = (params, run) -> tested.play(world.stage(), () -> handler.run(params, run));
        abilities.add(worker -> worker.handler(name, paramsType, whole));
        return tested;
    }

    /** The same of a handler that splits its runs. */
    public <P, I> TestHandler handler(String name, Class<P> paramsType, Class<I> itemType, MapHandler<P, I> handler) {
        var tested = new TestHandler(world::failed);
        MapHandler<P, I> whole = new TestMapHandler<>(tested, world.stage(), handler);
        abilities.add(worker -> worker.handler(name, paramsType, itemType, whole));
        return tested;
    }

    /** The same of one that gathers what the shards come to. */
    public <P, I, R> TestHandler handler(
            String name, Class<P> paramsType, Class<I> itemType, Class<R> resultType, GatherHandler<P, I, R> handler) {
        var tested = new TestHandler(world::failed);
        var whole = new TestGatherHandler<>(tested, world.stage(), handler);
        abilities.add(worker -> worker.handler(name, paramsType, itemType, resultType, whole));
        return tested;
    }

    /** The same of a task type, one of the built-in ones or one that stands in for it. */
    public void task(TaskType type) {
        abilities.add(worker -> worker.task(type));
    }

    /**
     * Makes the job that a document describes, or gives it this definition if it is there.
     *
     * @param document YAML, or JSON, which is YAML too
     * @throws IllegalArgumentException that names every mistake with its line and its pointer
     */
    public void job(String document) {
        definitions.apply(document);
    }

    /** Makes everything that files describe: jobs, calendars, limits. A directory is all that is below it. */
    public void apply(Path... files) {
        var reader = new DocumentFiles(Path.of("").toAbsolutePath(), InputStream.nullInputStream());
        definitions.apply(
                reader.read(List.of(files).stream().map(Path::toString).toList()));
    }

    /** Turns the clock: everything that is due by then happens at its instant, whatever is due then too. */
    public void advance(Duration span) {
        advanceTo(world.now().plus(span));
    }

    public void advanceTo(Instant instant) {
        if (instant.isBefore(world.now())) {
            throw new IllegalArgumentException(instant + " is over; it is " + world.now());
        }
        ready();
        world.runUntil(instant);
    }

    /** Lets time pass for the handler that calls this, as if it blocked for so long: everything else goes on meanwhile. */
    public void sleep(Duration span) throws InterruptedException {
        world.stage().sleep(span);
    }

    public Instant now() {
        return world.now();
    }

    /** The test's time for code that takes a clock. */
    public Clock clock() {
        return world.clock().withZone(ZoneOffset.UTC);
    }

    /** Asks for a run now. */
    public TestRun trigger(String job) {
        return trigger(job, Json.Obj.EMPTY);
    }

    /**
     * Asks for a run now.
     *
     * @param params override the job's, member by member: something that has a JSON form
     */
    public TestRun trigger(String job, Object params) {
        ready();
        Json json = params instanceof Json given ? given : Json.parse(codec.write(params));
        if (!(json instanceof Json.Obj members)) {
            throw new IllegalArgumentException("params are an object, not " + json.kind());
        }
        var command = new Command.TriggerJob(key(job), members, null, null, null);
        Reply.RunMade made = Refusals.require(Reply.RunMade.class, world.node().ask(command));
        world.settle();
        return runs.now(made.run().id());
    }

    /** The runs of a job whose instants have come, in the order of these, and those that were left out among them. */
    public List<TestRun> runs(String job) {
        ready();
        if (world.store().catalog().job(key(job)).isEmpty()) {
            throw new IllegalArgumentException("there is no job " + key(job));
        }
        return runs.of(key(job));
    }

    /** The one run that a job has. */
    public TestRun run(String job) {
        List<TestRun> all = runs(job);
        if (all.size() != 1) {
            throw new AssertionError("expected one run of " + key(job) + ", and there are " + all.size() + ": " + all);
        }
        return all.getFirst();
    }

    public void cancel(TestRun run) {
        RunId id = run.view().id();
        order(Reply.CancelTaken.class, new Command.CancelRun(world.store().run(id)));
    }

    /** Asks for the work of a run that has ended once more. */
    public TestRun rerun(TestRun run) {
        var command = new Command.RerunRun(world.store().run(run.view().id()), Json.Obj.EMPTY, null, null, null);
        return runs.now(order(Reply.RunMade.class, command).run().id());
    }

    /**
     * Calls back about what a handler has begun and let go of.
     *
     * @param address what the handler was given by {@link io.carillon.worker.task.JobContext#callbackUrl}
     * @param how that it succeeded, failed or was skipped
     * @return whether it counted: another callback, a cancellation or a time-out may have come before
     */
    public boolean callBack(URI address, TaskOutcome how) {
        ready();
        Reply reply = world.node().ask(Callers.call(address, how));
        world.settle();
        return reply instanceof Reply.CallbackTaken;
    }

    public void pause(String job) {
        order(Reply.JobSaved.class, new Command.PauseJob(key(job)));
    }

    public void resume(String job) {
        order(Reply.JobSaved.class, new Command.ResumeJob(key(job)));
    }

    public void delete(String job) {
        order(Reply.JobDeleted.class, new Command.DeleteJob(key(job), null));
    }

    /** A worker of an app beside those that there are, with slots and labels of its own if need be. */
    public TestWorker addWorker(String name, String app, Consumer<WorkerBuilder> settings) {
        if (world.workers().containsKey(name)) {
            throw new IllegalArgumentException("there is a worker " + name + " already");
        }
        Consumer<WorkerBuilder> all = worker -> {
            worker.app(app).codec(codec);
            abilities.forEach(ability -> ability.accept(worker));
            settings.accept(worker);
        };
        var added = new TestWorker(world, name, all, new Machine(name, world.timeline()));
        world.workers().put(name, added);
        unstarted.add(added);
        served.add(app);
        return added;
    }

    public TestWorker addWorker(String name, String app) {
        return addWorker(name, app, _ -> {});
    }

    public TestWorker worker(String name) {
        ready();
        return Optional.ofNullable(world.workers().get(name))
                .orElseThrow(() -> new IllegalArgumentException("there is no worker " + name + "; there are "
                        + world.workers().keySet()));
    }

    public TestNode node() {
        return world.node();
    }

    /** From now on every assignment and every result arrives twice, or no longer. */
    public void deliverTwice(boolean wanted) {
        world.setDoubling(wanted);
    }

    /** How long a handler may keep the test waiting, in real time; 30 s if not said otherwise. */
    public void patience(Duration realTime) {
        world.stage().patience(realTime);
    }

    /** What has happened so far between the node and its workers, a line each; the same test gives the same lines. */
    public List<String> history() {
        return world.history();
    }

    /** What still runs is told to stop, as by a worker that leaves. */
    @Override
    public void close() {
        world.workers().values().forEach(TestWorker::close);
        world.runUntil(world.now().plus(LEAVE));
    }

    private <R extends Reply> R order(Class<R> expected, Command command) {
        R reply = Refusals.require(expected, world.node().ask(command));
        world.settle();
        return reply;
    }

    /** Workers start when they are first needed, so that it doesn't matter what a test says first. */
    private void ready() {
        if (!abilities.isEmpty()) {
            wanted.stream().filter(app -> !served.contains(app)).toList().forEach(app -> addWorker(nextName(), app));
        }
        List<TestWorker> starting = List.copyOf(unstarted);
        unstarted.clear();
        starting.forEach(TestWorker::start);
        world.settle();
    }

    private String nextName() {
        int number = world.workers().size() + 1;
        while (world.workers().containsKey("w" + number)) {
            number++;
        }
        return "w" + number;
    }

    private static JobKey key(String job) {
        int slash = job.indexOf('/');
        return slash < 0 ? JobKey.of("default", job) : JobKey.of(job.substring(0, slash), job.substring(slash + 1));
    }
}
