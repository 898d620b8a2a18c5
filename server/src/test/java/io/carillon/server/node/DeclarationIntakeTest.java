package io.carillon.server.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.engine.Command;
import io.carillon.engine.Effect;
import io.carillon.engine.Event;
import io.carillon.engine.Reply;
import io.carillon.engine.SessionId;
import io.carillon.engine.testing.TestingClock;
import io.carillon.engine.testing.TestingStore;
import io.carillon.gateway.Commands;
import io.carillon.gateway.DeclarationSink.Declared;
import io.carillon.gateway.DeclarationSink.Outcome;
import io.carillon.model.AppName;
import io.carillon.model.JobKey;
import io.carillon.model.Problem;
import io.carillon.model.job.Declaration;
import io.carillon.model.job.Sync;
import io.carillon.model.json.Json;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What becomes of declarations whose owner is not of the same mind, or does not answer. */
@Timeout(60)
class DeclarationIntakeTest {

    private static final AppName SHOP = new AppName("shop");
    private static final SessionId WORKER = new SessionId(1);
    private static final Reply DONE = new Reply.JobDeleted(JobKey.of("default", "any"));

    private final TestingClock clock = TestingClock.at("2027-01-01T00:00:00Z");
    private final Queue<Reply> replies = new ArrayDeque<>();
    private final List<Command> asked = new ArrayList<>();
    private final CountDownLatch mayAnswer = new CountDownLatch(1);
    private final BlockingQueue<List<Outcome>> answers = new LinkedBlockingQueue<>();
    private final Owner owner = new Owner();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final DeclarationIntake intake =
            new DeclarationIntake(new TestingStore(clock).catalog(), owner.commands, clock, registry);

    /** Answers in the order in which the test says so. */
    private final class Owner {

        private final Commands commands = new Commands(this::hear);

        private void hear(Event event) {
            var ask = (Event.Asked) event;
            asked.add(ask.command());
            try {
                mayAnswer.await();
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
            }
            commands.answer(new Effect.Answer(ask.id(), replies.remove()));
        }
    }

    @AfterEach
    void close() {
        intake.close();
    }

    @Test
    void a_job_that_has_changed_meanwhile_is_looked_at_again() throws InterruptedException {
        replies.add(refused(Reply.Kind.CONFLICT));
        replies.add(refused(Reply.Kind.PRECONDITION_FAILED));
        replies.add(DONE);

        assertThat(declare(job("a"))).containsExactly(new Outcome.Created());
        assertThat(asked).hasSize(3);
        assertThat(registry.counter("carillon.declarations", "outcome", "created")
                        .count())
                .isEqualTo(1);
    }

    @Test
    void one_that_goes_on_changing_is_put_off() throws InterruptedException {
        for (int look = 0; look < 3; look++) {
            replies.add(refused(Reply.Kind.PRECONDITION_FAILED));
        }

        assertThat(declare(job("a")))
                .singleElement()
                .isInstanceOfSatisfying(
                        Outcome.Later.class, later -> assertThat(later.code()).isEqualTo("job-changing"));
    }

    @Test
    void where_the_owner_is_away_nobody_waits_for_him_more_than_once() throws InterruptedException {
        replies.add(refused(Reply.Kind.UNAVAILABLE));

        assertThat(declare(job("a"), job("b"), job("c"))).hasSize(3).allMatch(Outcome.Later.class::isInstance);
        assertThat(asked).hasSize(1);
    }

    @Test
    void what_the_owner_finds_wrong_is_refused_with_its_pointers_and_the_next_goes_on() throws InterruptedException {
        var problem = new Problem("/spec/triggers/0/cron", "never-fires", "no date matches");
        replies.add(new Reply.Refused(Reply.Kind.INVALID, "invalid-job", "no", List.of(problem)));
        replies.add(DONE);

        assertThat(declare(job("a"), job("b")))
                .containsExactly(new Outcome.Refused("invalid-job", "no", List.of(problem)), new Outcome.Created());
    }

    @Test
    void a_bug_is_told_and_does_not_end_the_intake() throws InterruptedException {
        List<Outcome> broken = declare(job("a"));
        replies.add(DONE);

        assertThat(broken)
                .singleElement()
                .isInstanceOfSatisfying(
                        Outcome.Later.class, later -> assertThat(later.code()).isEqualTo("internal-error"));
        assertThat(declare(job("a"))).containsExactly(new Outcome.Created());
    }

    @Test
    void a_worker_has_one_frame_at_a_time() throws InterruptedException {
        replies.add(DONE);
        intake.take(WORKER, SHOP, List.of(job("a")), answers::add);
        intake.take(WORKER, SHOP, List.of(job("b")), answers::add);
        List<Outcome> second = next();
        mayAnswer.countDown();

        assertThat(second)
                .containsExactly(new Outcome.Later("busy", "what this worker declared before is being decided"));
        assertThat(next()).containsExactly(new Outcome.Created());
    }

    private List<Outcome> declare(Declared... declared) throws InterruptedException {
        mayAnswer.countDown();
        intake.take(WORKER, SHOP, List.of(declared), answers::add);
        return next();
    }

    private List<Outcome> next() throws InterruptedException {
        @Nullable List<Outcome> next = answers.poll(20, TimeUnit.SECONDS);
        if (next == null) {
            throw new AssertionError("no answer");
        }
        return next;
    }

    private static Reply refused(Reply.Kind kind) {
        return new Reply.Refused(kind, "code", "message");
    }

    private static Declared job(String name) {
        var said = new Declaration(SHOP, name, Sync.CREATE, 1, Json.Obj.EMPTY);
        return new Declared(JobKey.of("default", name), said, List.of());
    }
}
