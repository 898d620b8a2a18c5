package io.carillon.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.engine.testing.TestingClock;
import io.carillon.engine.testing.TestingJob;
import io.carillon.engine.testing.TestingNode;
import io.carillon.engine.testing.TestingStore;
import io.carillon.engine.testing.TestingWorker;
import io.carillon.model.NodeId;
import io.carillon.model.Partition;
import io.carillon.model.job.Job;
import io.carillon.model.job.Priority;
import io.carillon.model.json.Json;
import io.carillon.model.run.RunState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Commands about definitions: what a user was told holds, and no fire of a former definition happens after it. */
class DefinitionTest {

    private static final Instant START = Instant.parse("2027-03-01T00:00:00Z");

    private final TestingClock clock = new TestingClock(START);
    private final TestingStore store = new TestingStore(clock);
    private final TestingNode node = TestingNode.started(store, clock);
    private final TestingWorker worker = node.worker("w1", "dev", 100).eager().join();
    private final TestingJob everySecond = TestingJob.named("busy").cron("* * * * * ?");

    @Test
    void no_fire_happens_after_a_pause_was_acknowledged() {
        node.create(everySecond.draft());
        node.advance(Duration.ofMillis(10_500));

        node.pause(everySecond.key());
        node.advance(Duration.ofMinutes(2));

        assertThat(worker.received()).hasSize(10);
        assertThat(Fires.ofJob(store, everySecond.key())).allMatch(run -> run.state() instanceof RunState.Succeeded);
    }

    @Test
    void a_resumed_job_goes_on_without_the_fires_of_its_pause() {
        node.create(everySecond.draft());
        node.advance(Duration.ofMillis(10_500));
        node.pause(everySecond.key());
        node.advance(Duration.ofMinutes(2));

        node.resume(everySecond.key());
        node.advance(Duration.ofSeconds(5));

        var expected = Fires.expected(START, START.plusSeconds(10), _ -> true);
        expected.addAll(Fires.expected(START.plusMillis(130_500), START.plusMillis(135_500), _ -> true));
        assertThat(Fires.succeeded(store, everySecond.key())).containsExactlyElementsOf(expected);
    }

    @Test
    void a_paused_job_still_runs_when_asked() {
        node.create(everySecond.draft());
        node.pause(everySecond.key());

        node.trigger(everySecond.key());

        assertThat(worker.received()).hasSize(1);
    }

    @Test
    void an_edit_takes_the_place_of_the_former_fires_and_doubles_none() {
        node.create(everySecond.draft());
        node.advance(Duration.ofMillis(10_500));

        node.replace(TestingJob.named("busy").cron("*/2 * * * * ?").draft());
        node.advance(Duration.ofSeconds(10));

        var expected = Fires.expected(START, START.plusSeconds(10), _ -> true);
        expected.addAll(Fires.expected(START.plusMillis(10_500), START.plusMillis(20_500), second -> second % 2 == 0));
        assertThat(Fires.succeeded(store, everySecond.key())).containsExactlyElementsOf(expected);
        assertThat(Fires.recorded(store, everySecond.key(), START.plusSeconds(20)))
                .doesNotHaveDuplicates();
    }

    @Test
    void an_edit_to_the_same_definition_keeps_every_fire_once() {
        node.create(everySecond.draft());

        for (int edit = 0; edit < 20; edit++) {
            node.advance(Duration.ofMillis(730));
            node.replace(everySecond.draft());
        }
        node.advance(Duration.ofSeconds(1));

        assertThat(Fires.recorded(store, everySecond.key(), clock.instant()))
                .containsExactlyElementsOf(Fires.expected(START, clock.instant(), _ -> true));
    }

    @Test
    void a_deleted_job_does_not_fire_and_its_name_is_free() {
        node.create(everySecond.draft());
        node.advance(Duration.ofMillis(3_500));

        node.delete(everySecond.key());
        node.advance(Duration.ofMinutes(1));
        var again = node.create(TestingJob.named("busy").draft());

        assertThat(worker.received()).hasSize(3);
        assertThat(again.version()).isOne();
        assertThat(store.catalog().job(everySecond.key())).contains(again);
    }

    @Test
    void deleting_a_job_cancels_what_was_asked_for_and_is_not_due() {
        node.create(everySecond.draft());
        var soon = node.trigger(everySecond.key(), START.plusSeconds(8));
        var later = node.trigger(everySecond.key(), START.plus(Duration.ofDays(8)));

        node.delete(everySecond.key());

        assertThat(store.run(soon.id()).state()).isInstanceOf(RunState.Cancelled.class);
        assertThat(store.run(later.id()).state()).isInstanceOf(RunState.Cancelled.class);
    }

    @Test
    void a_run_of_a_deleted_job_that_a_worker_has_ends_by_itself() {
        var slow = node.worker("w2", "slow", 1);
        node.declare("slow");
        node.create(TestingJob.named("long")
                .app("slow")
                .attempts(2, Duration.ofSeconds(1))
                .draft());
        slow.join();
        var run = node.trigger(TestingJob.named("long").key());

        node.delete(TestingJob.named("long").key());
        slow.fail(run.id());
        node.advance(Duration.ofSeconds(2));
        slow.succeed(run.id());

        assertThat(store.run(run.id()).state()).isInstanceOf(RunState.Succeeded.class);
    }

    @Test
    void a_run_keeps_the_definition_that_it_was_made_from() {
        var job = TestingJob.named("asked").priority(3);
        node.create(job.draft());
        var run = node.trigger(job.key(), START.plusSeconds(60));
        node.replace(TestingJob.named("asked")
                .priority(9)
                .timeout(Duration.ofSeconds(7))
                .draft());

        node.advance(Duration.ofSeconds(61));

        assertThat(worker.received()).singleElement().satisfies(each -> {
            assertThat(each.run()).isEqualTo(run.id());
            assertThat(each.assign().spec().timeout()).isNull();
            assertThat(each.assign().run().jobVersion()).isOne();
        });
    }

    @Test
    void an_edit_that_a_node_finds_after_standing_still_takes_no_fire_with_it() {
        node.create(everySecond.draft());
        node.advance(Duration.ofSeconds(3));

        clock.turn(Duration.ofSeconds(20));
        node.replace(everySecond.draft());
        node.advance(Duration.ofSeconds(1));

        assertThat(Fires.recorded(store, everySecond.key(), clock.instant()))
                .containsExactlyElementsOf(Fires.expected(START, clock.instant(), _ -> true));
    }

    @Test
    void an_edit_with_a_version_that_has_passed_is_refused() {
        node.create(everySecond.draft());
        node.replace(everySecond.draft());

        var reply = node.ask(new Command.ReplaceJob(everySecond.draft(), 1));

        assertThat(reply)
                .isInstanceOfSatisfying(
                        Reply.Refused.class,
                        refused -> assertThat(refused.kind()).isEqualTo(Reply.Kind.PRECONDITION_FAILED));
    }

    @Test
    void a_second_job_of_the_same_name_is_refused() {
        node.create(everySecond.draft());

        var reply = node.ask(new Command.CreateJob(everySecond.draft()));

        assertThat(reply)
                .isInstanceOfSatisfying(
                        Reply.Refused.class,
                        refused -> assertThat(refused.kind()).isEqualTo(Reply.Kind.CONFLICT));
    }

    @Test
    void an_unknown_app_and_a_cron_that_never_fires_are_refused_with_their_places() {
        var draft = TestingJob.named("wrong").app("dew").cron("0 0 30 2 *").draft();

        var reply = node.ask(new Command.CreateJob(draft));

        assertThat(reply).isInstanceOfSatisfying(Reply.Refused.class, refused -> {
            assertThat(refused.problems())
                    .extracting(problem -> problem.pointer())
                    .containsExactlyInAnyOrder("/spec/task/app", "/spec/triggers/0/cron");
            assertThat(refused.problems()).anyMatch(problem -> problem.message().contains("did you mean 'dev'?"));
        });
    }

    @Test
    void commands_about_a_job_that_does_not_exist_are_refused() {
        var key = TestingJob.named("nobody").key();

        var replies = List.of(
                node.ask(new Command.PauseJob(key)),
                node.ask(new Command.ResumeJob(key)),
                node.ask(new Command.DeleteJob(key, null)),
                node.ask(new Command.ReplaceJob(TestingJob.named("nobody").draft(), null)),
                node.ask(new Command.TriggerJob(key, Json.Obj.EMPTY, null, null, null)));

        assertThat(replies)
                .allSatisfy(reply -> assertThat(reply)
                        .isInstanceOfSatisfying(
                                Reply.Refused.class,
                                refused -> assertThat(refused.kind()).isEqualTo(Reply.Kind.NOT_FOUND)));
    }

    @Test
    void a_request_that_is_repeated_under_its_key_gives_the_first_run() {
        node.create(TestingJob.named("asked").draft());
        var command = new Command.TriggerJob(
                TestingJob.named("asked").key(), Json.Obj.EMPTY, null, "order-17", new Priority(8));

        var first = node.ask(command);
        var second = node.ask(command);

        var made = ((Reply.RunMade) first).run();
        assertThat(second).isEqualTo(new Reply.RunRepeated(made.id()));
        assertThat(made.priority()).isEqualTo(new Priority(8));
        assertThat(worker.received()).hasSize(1);
        assertThat(store.catalog().requested(made.job(), "order-17")).contains(made.id());
    }

    @Test
    void the_params_of_a_request_override_those_of_the_job_member_by_member() {
        var ofJob = Json.object().put("batch", 500).put("dry", true).build();
        var ofRequest = Json.object().put("batch", 7).put("note", "x").build();

        var merged = Params.merged(ofJob, ofRequest);

        assertThat(merged.text()).isEqualTo("{\"batch\":7,\"dry\":true,\"note\":\"x\"}");
    }

    @Test
    void a_fire_that_came_due_just_before_a_pause_happens() {
        node.create(everySecond.draft());
        node.advance(Duration.ofMillis(3_500));

        clock.turn(Duration.ofMillis(500));
        node.pause(everySecond.key());
        node.advance(Duration.ofMinutes(1));

        assertThat(Fires.succeeded(store, everySecond.key()))
                .containsExactlyElementsOf(Fires.expected(START, START.plusSeconds(4), _ -> true));
        assertThat(Fires.ofJob(store, everySecond.key())).hasSize(4);
    }

    @Test
    void a_pause_that_is_acknowledged_while_the_store_is_being_read_holds() {
        node.create(everySecond.draft());
        node.advance(Duration.ofMillis(3_500));
        var stale = crashAndReadAgain();

        node.pause(everySecond.key());
        node.answerLoad(stale);
        node.releaseLoads();
        node.advance(Duration.ofMinutes(1));

        assertThat(worker.received()).hasSize(3);
        assertThat(Fires.ofJob(store, everySecond.key())).hasSize(3);
    }

    @Test
    void a_deletion_that_is_acknowledged_while_the_store_is_being_read_holds() {
        node.create(everySecond.draft());
        var later = node.trigger(everySecond.key(), START.plusSeconds(6));
        node.advance(Duration.ofMillis(3_500));
        var stale = crashAndReadAgain();

        node.delete(everySecond.key());
        node.answerLoad(stale);
        node.releaseLoads();
        node.advance(Duration.ofMinutes(1));

        assertThat(worker.received()).hasSize(3);
        assertThat(store.run(later.id()).state()).isInstanceOf(RunState.Cancelled.class);
    }

    @Test
    void a_job_can_be_paused_whose_definition_would_not_be_accepted_any_more() {
        var good = node.create(everySecond.draft());
        node.crash();
        var bad = good.replaced(
                TestingJob.named("busy").app("gone").cron("0 0 30 2 *").draft(), clock.instant());
        var image = store.takeOver(new NodeId("editor"), store.epochs(new TreeSet<>(Set.of(new Partition(0)))))
                .getFirst();
        var fence = new TreeMap<>(Map.of(image.partition(), image.epoch()));
        store.commit(new CommitBatch(
                new NodeId("editor"), 0, 1, clock.instant(), fence, List.of(new Write.PutJob(image.partition(), bad))));
        node.start();

        node.pause(everySecond.key());

        assertThat(store.catalog().job(everySecond.key())).get().matches(Job::paused);
    }

    /** The node comes back, and what it reads is seen by the store before anything else happens. */
    private Event.Loaded crashAndReadAgain() {
        node.crash();
        node.holdLoads();
        node.start();
        worker.join();
        var window = node.heldLoads().getFirst().window();
        return new Event.Loaded(window, store.load(window));
    }
}
