package io.carillon.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.engine.testing.TestingClock;
import io.carillon.engine.testing.TestingJob;
import io.carillon.engine.testing.TestingNode;
import io.carillon.engine.testing.TestingStore;
import io.carillon.model.NodeId;
import io.carillon.model.json.Json;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A key makes one run, whoever is asked. The front door looks it up in the store, and asks the owner about the time since. */
class RequestKeyTest {

    private static final Instant START = Instant.parse("2027-03-01T00:00:00Z");

    private final TestingClock clock = new TestingClock(START);
    private final TestingStore store = new TestingStore(clock);
    private final TestingNode first = node("first").start().declare("dev");
    private final TestingNode second = node("second");
    private final TestingJob job = TestingJob.named("asked");

    @Test
    void a_key_that_was_looked_up_before_its_run_was_durable_gives_that_run() {
        first.create(job.draft());
        Instant since = later();

        var made = first.ask(lookedUp(request(), since));
        var repeated = first.ask(lookedUp(request(), since));

        assertThat(made).isInstanceOf(Reply.RunMade.class);
        assertThat(repeated).isInstanceOf(Reply.RunRepeated.class);
        assertThat(store.runs()).hasSize(1);
    }

    @Test
    void a_key_that_was_looked_up_before_a_take_over_is_to_be_looked_up_again() {
        first.create(job.draft());
        Instant since = later();
        first.ask(lookedUp(request(), since));
        first.crash();
        later();
        second.start();

        var asked = second.ask(lookedUp(request(), since));
        var batch = second.ask(lookedUp(new Command.TriggerBatch(job.key(), List.of(request())), since));

        assertThat(List.of(asked, batch)).containsOnly(Reply.LOOK_AGAIN);
        assertThat(store.runs()).hasSize(1);
    }

    @Test
    void so_is_a_key_of_a_rerun() {
        var worker = first.worker("w1", "dev", 1).join();
        first.create(job.draft());
        var run = first.trigger(job.key());
        worker.succeed(run.id());
        var rerun = new Command.RerunRun(store.run(run.id()), Json.Obj.EMPTY, null, "key", null);
        Instant since = later();
        first.ask(lookedUp(rerun, since));
        first.crash();
        later();
        second.start();

        var asked = second.ask(lookedUp(rerun, since));

        assertThat(asked).isEqualTo(Reply.LOOK_AGAIN);
        assertThat(store.runs()).hasSize(2);
    }

    @Test
    void a_key_that_was_looked_up_since_the_take_over_makes_a_run() {
        first.create(job.draft());
        first.crash();
        second.start();

        var asked = second.ask(lookedUp(request(), later()));

        assertThat(asked).isInstanceOf(Reply.RunMade.class);
    }

    private Instant later() {
        clock.turn(Duration.ofMillis(10));
        return clock.instant();
    }

    private Command.TriggerJob request() {
        return new Command.TriggerJob(job.key(), Json.Obj.EMPTY, null, "key", null);
    }

    private static Command lookedUp(Command asked, Instant since) {
        return new Command.LookedUp(asked, since);
    }

    private TestingNode node(String name) {
        return new TestingNode(store, clock, new NodeId(name), 1, Settings.DEFAULT);
    }
}
