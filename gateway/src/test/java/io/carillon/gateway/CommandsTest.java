package io.carillon.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.engine.Command;
import io.carillon.engine.CommandId;
import io.carillon.engine.Effect;
import io.carillon.engine.Event;
import io.carillon.engine.Reply;
import io.carillon.model.AppName;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class CommandsTest {

    private static final Duration LONG = Duration.ofSeconds(15);
    private static final Command ASKED = new Command.DeclareApp(new AppName("shop"));
    private static final Reply DONE = new Reply.AppDeclared(new AppName("shop"));

    private final BlockingQueue<Event> inbox = new LinkedBlockingQueue<>();
    private final Commands commands = new Commands(inbox::add, 2);

    private Event.Asked nextAsked() throws InterruptedException {
        return (Event.Asked) inbox.poll(LONG.toSeconds(), TimeUnit.SECONDS);
    }

    @Test
    void a_command_reaches_the_core_and_its_reply_whoever_asked() throws InterruptedException, ExecutionException {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var reply = threads.submit(() -> commands.ask(ASKED, LONG));
            Event.Asked asked = nextAsked();

            commands.answer(new Effect.Answer(asked.id(), DONE));

            assertThat(asked.command()).isEqualTo(ASKED);
            assertThat(reply.get()).isEqualTo(DONE);
        }
    }

    @Test
    void replies_find_their_own_command_in_whatever_order_they_come() throws InterruptedException, ExecutionException {
        var refused = new Reply.Refused(Reply.Kind.NOT_FOUND, "job-not-found", "there is no such job");
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var first = threads.submit(() -> commands.ask(ASKED, LONG));
            CommandId one = nextAsked().id();
            var second = threads.submit(() -> commands.ask(ASKED, LONG));
            CommandId two = nextAsked().id();

            commands.answer(new Effect.Answer(two, refused));
            commands.answer(new Effect.Answer(one, DONE));

            assertThat(first.get()).isEqualTo(DONE);
            assertThat(second.get()).isEqualTo(refused);
        }
    }

    @Test
    void a_reply_that_does_not_come_in_time_is_neither_a_yes_nor_a_no() throws InterruptedException {
        Reply reply = commands.ask(ASKED, Duration.ofMillis(1));

        assertThat(reply).isInstanceOfSatisfying(Reply.Refused.class, refused -> {
            assertThat(refused.kind()).isEqualTo(Reply.Kind.UNAVAILABLE);
            assertThat(refused.code()).isEqualTo("not-yet-durable");
            assertThat(refused.message()).contains("may still take effect");
        });
    }

    @Test
    void a_reply_that_comes_too_late_is_dropped_and_frees_its_place() throws InterruptedException {
        commands.ask(ASKED, Duration.ofMillis(1));
        commands.ask(ASKED, Duration.ofMillis(1));
        commands.answer(new Effect.Answer(nextAsked().id(), DONE));

        Reply third = commands.ask(ASKED, Duration.ofMillis(1));

        assertThat(((Reply.Refused) third).code()).isEqualTo("not-yet-durable");
    }

    @Test
    void more_commands_than_may_wait_are_refused_at_once_and_not_asked()
            throws InterruptedException, ExecutionException {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var first = threads.submit(() -> commands.ask(ASKED, LONG));
            var second = threads.submit(() -> commands.ask(ASKED, LONG));
            Event.Asked one = nextAsked();
            Event.Asked two = nextAsked();

            Reply third = commands.ask(ASKED, LONG);

            assertThat(((Reply.Refused) third).code()).isEqualTo("busy");
            assertThat(((Reply.Refused) third).kind()).isEqualTo(Reply.Kind.UNAVAILABLE);
            assertThat(inbox).isEmpty();
            commands.answer(new Effect.Answer(one.id(), DONE));
            commands.answer(new Effect.Answer(two.id(), DONE));
            assertThat(List.of(first.get(), second.get())).containsOnly(DONE);
        }
    }
}
