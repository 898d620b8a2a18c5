package io.carillon.chaos.witness;

import io.carillon.chaos.process.Times;
import io.carillon.worker.Worker;
import io.carillon.worker.task.JobContext;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

/**
 * A worker as a user may write one, which says outside of the system what it does. It keeps to the addresses that it is given: between these
 * and the nodes are the lines that break.
 *
 * <p>Called with its name, the directory of the witnesses, how it does its work, and the addresses of the nodes.
 */
public final class WitnessWorker {

    public static final String APP = "chaos";
    public static final String HANDLER = "work";

    private static final int SLOTS = 16;
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final String name;
    private final Witness witness;
    private final Habit habit;

    /** How a worker does its work; one that is not sound is there for the checker to be caught. */
    public enum Habit {
        SOUND,
        /** Now and then does the work of one attempt twice. */
        TWICE
    }

    /**
     * What a run is asked to do.
     *
     * @param failures how many attempts fail before one succeeds
     */
    public record Work(int millis, int failures) {}

    /** What came of it: which attempt did it. */
    public record Done(String token) {}

    private WitnessWorker(String name, Witness witness, Habit habit) {
        this.name = name;
        this.witness = witness;
        this.habit = habit;
    }

    public static void main(String[] arguments) throws InterruptedException {
        var worker = new WitnessWorker(
                arguments[0], Witness.of(Path.of(arguments[1]), arguments[0]), Habit.valueOf(arguments[2]));
        Worker connected = worker.dial(List.of(arguments).subList(3, arguments.length));
        Runtime.getRuntime().addShutdownHook(new Thread(() -> drain(connected)));
        connected.awaitEnded();
    }

    private Worker dial(List<String> nodes) {
        return Worker.builder()
                .server(String.join(",", nodes))
                .discover(false)
                .token(Objects.requireNonNull(System.getenv("CARILLON_TOKEN")))
                .app(APP)
                .workerId(name)
                .slots(SLOTS)
                .handler(HANDLER, Work.class, this::work)
                .start();
    }

    private Done work(Work work, JobContext run) throws InterruptedException {
        Done done = once(work, run);
        boolean again = habit == Habit.TWICE && Math.floorMod(run.runId().hashCode(), 7) == 0;
        return again ? once(work, run) : done;
    }

    private Done once(Work work, JobContext run) throws InterruptedException {
        say(Entry.BEGUN, run);
        try {
            Thread.sleep(work.millis());
        } catch (InterruptedException told) {
            say(Entry.STOPPED, run);
            throw told;
        }
        if (run.attempt().number() <= work.failures()) {
            say(Entry.FAILED, run);
            throw new IllegalStateException("as it was asked to");
        }
        say(Entry.DONE, run);
        return new Done(run.attempt().toString());
    }

    private void say(String outcome, JobContext run) {
        var token = new Entry.Token(run.attempt().epoch(), run.attempt().number());
        String shard = run.shardIndex() + "/" + run.shardTotal();
        witness.write(new Entry(
                outcome, run.runId(), token, run.job(), run.scheduledAt(), shard, name, Times.now(), Times.ticks()));
    }

    private static void drain(Worker connected) {
        try {
            connected.drain(PATIENCE);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
