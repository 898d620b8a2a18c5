package io.carillon.worker;

import io.carillon.protocol.v1.NodeFrame;
import io.carillon.protocol.v1.SavingAck;
import io.carillon.protocol.v1.Welcome;
import io.carillon.worker.core.Effect;
import io.carillon.worker.core.Ending;
import io.carillon.worker.core.Moment;
import io.carillon.worker.core.Notice;
import io.carillon.worker.core.WorkerCore;
import io.carillon.worker.core.WorkerEvent;
import io.carillon.worker.core.WorkerEvent.LinkLost;
import io.carillon.worker.core.WorkerEvent.Loss;
import io.carillon.worker.core.WorkerEvent.TaskEnded;
import io.carillon.worker.declare.DeclarationShipper;
import io.carillon.worker.log.LogShipper;
import io.carillon.worker.save.SaveShipper;
import io.carillon.worker.shard.ShardAsker;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The worker's one thread: takes what happened from the inbox, asks the core, does what it says. */
final class WorkerLoop implements Runnable, Effect.Shell {

    private static final Logger LOG = LoggerFactory.getLogger(Worker.class);

    /** After so many events what they led to is sent, even if more wait. */
    private static final int MAX_BATCH = 1_000;

    private static final Duration IDLE = Duration.ofSeconds(10);

    private final WorkerCore core;
    private final Supplier<Moment> present;
    private final NodeLink.Dialer dialer;
    private final TaskRunner runner;
    private final LogShipper logs;
    private final SaveShipper saves;
    private final Callbacks callbacks;
    private final ShardAsker shards;
    private final DeclarationShipper declarations;
    private final BlockingQueue<WorkerEvent> inbox;
    private final Lifecycle lifecycle;

    private final Streams streams = new Streams();
    private int chief;
    private boolean logsWait;
    private boolean ended;

    WorkerLoop(
            WorkerCore core,
            Supplier<Moment> present,
            NodeLink.Dialer dialer,
            TaskRunner runner,
            TaskRunner.Beside beside,
            Mailbox mailbox) {
        this.core = core;
        this.present = present;
        this.dialer = dialer;
        this.runner = runner;
        this.logs = beside.logs();
        this.saves = beside.saves();
        this.callbacks = beside.callbacks();
        this.shards = beside.shards();
        this.declarations = mailbox.declarations();
        this.inbox = mailbox.inbox();
        this.lifecycle = mailbox.lifecycle();
    }

    /** How the outside and the loop reach each other. */
    record Mailbox(BlockingQueue<WorkerEvent> inbox, Lifecycle lifecycle, DeclarationShipper declarations) {}

    @Override
    public void run() {
        begin();
        while (!ended) {
            turn(await());
        }
    }

    void begin() {
        handle(new WorkerEvent.Began());
    }

    /** Handles what has happened and whatever else waits, and sends what that led to. */
    void turn(WorkerEvent first) {
        handle(first);
        int handled = 1;
        for (var more = inbox.poll(); more != null && !ended; more = inbox.poll()) {
            handle(more);
            if (++handled >= MAX_BATCH) {
                break;
            }
        }
        if (isWakeUpDue()) {
            handle(new WorkerEvent.TimePassed());
        }
        tellOfLogs();
        report();
        ship();
    }

    /** The elapsed time at which a turn is due if nothing happens before. */
    Optional<Duration> wakeUp() {
        // A link that is not ready says when it is.
        boolean ready = streams.isReady(chief);
        Optional<Duration> logsDue = ready ? logs.wakeUp() : Optional.empty();
        Optional<Duration> savesDue = ready ? saves.wakeUp() : Optional.empty();
        Optional<Duration> declarationsDue = ready ? declarations.wakeUp() : Optional.empty();
        Optional<Duration> shardsDue = ready ? shards.wakeUp() : Optional.empty();
        return Stream.of(core.wakeUp(), logsDue, savesDue, declarationsDue, shardsDue)
                .flatMap(Optional::stream)
                .min(Comparator.naturalOrder());
    }

    boolean hasEnded() {
        return ended;
    }

    private WorkerEvent await() {
        var wait = wakeUp().map(at -> at.minus(present.get().elapsed())).orElse(IDLE);
        try {
            var event = inbox.poll(wait.toNanos(), TimeUnit.NANOSECONDS);
            return event == null ? new WorkerEvent.TimePassed() : event;
        } catch (InterruptedException interrupted) {
            // Nobody but the end of the program interrupts this thread.
            return new WorkerEvent.DrainRequested(Duration.ZERO);
        }
    }

    private boolean isWakeUpDue() {
        return !ended
                && core.wakeUp()
                        .filter(due -> present.get().elapsed().compareTo(due) >= 0)
                        .isPresent();
    }

    private void report() {
        for (int number : streams.numbers()) {
            boolean more = true;
            while (more && !ended && streams.isReady(number)) {
                more = handle(new WorkerEvent.LinkReady(number));
            }
        }
    }

    private void tellOfLogs() {
        if (!ended && logs.isWaiting() != logsWait) {
            logsWait = !logsWait;
            handle(new WorkerEvent.LogsWait(logsWait));
        }
    }

    /** Results go first. What is wrong with logs is never anybody else's trouble. */
    private void ship() {
        if (ended || !streams.isReady(chief)) {
            return;
        }
        var open = streams.find(chief).orElseThrow();
        try {
            saves.next(present.get().elapsed()).ifPresent(said -> handle(new WorkerEvent.Said(said)));
            shards.next(present.get().elapsed()).forEach(open::send);
            declarations.next(present.get().elapsed()).ifPresent(open::send);
        } catch (RuntimeException bug) {
            startAnew(chief, "saving", bug);
            return;
        }
        try {
            logs.next(present.get().elapsed()).ifPresent(open::send);
        } catch (RuntimeException bug) {
            LOG.error("link={} what runs have said is given up", chief, bug);
            logs.discard();
        }
    }

    private void heedAside(WorkerEvent event) {
        if (event instanceof WorkerEvent.FrameReceived heard
                && streams.find(heard.link()).isPresent()) {
            heedAside(heard.link(), heard.frame());
        } else if (event instanceof LinkLost lost) {
            streams.remove(lost.link());
            followChief();
        }
    }

    private void heedAside(int number, NodeFrame frame) {
        var now = present.get().elapsed();
        if (frame.hasWelcome()) {
            callbacks.welcomed(frame.getWelcome());
            streams.welcomed(number, frame.getWelcome());
            followChief();
            saves.recalled(now);
        } else if (frame.hasRecall()) {
            saves.recalled(now);
        } else if (frame.hasAcknowledgements()) {
            frame.getAcknowledgements().getSavingsList().forEach(ack -> acknowledged(number, ack));
        } else if (frame.hasLogAck()) {
            logs.acknowledged(frame.getLogAck(), now);
        } else if (frame.hasShardPage()) {
            shards.answered(frame.getShardPage(), now);
        } else if (frame.hasDeclarationAnswers()) {
            declarations.answered(frame.getDeclarationAnswers(), now);
        }
    }

    /** What any node will do is asked of one, until that one is gone. */
    private void followChief() {
        int next = streams.chief();
        if (next == chief) {
            return;
        }
        chief = next;
        logs.lost();
        saves.lost();
        shards.lost();
        declarations.lost();
        streams.welcome(next).ifPresent(this::meet);
    }

    private void meet(Welcome welcome) {
        var now = present.get().elapsed();
        logs.welcomed(welcome.getLogFrameBytes(), now);
        shards.welcomed(welcome.getMaps());
        saves.welcomed(welcome.getSaves(), now);
        declarations.welcomed(welcome.getDeclarationBytes(), now);
    }

    private void acknowledged(int number, SavingAck ack) {
        if (!ack.getAccepted()) {
            LOG.warn(
                    "link={} run={} what it wanted to save is not kept: {}",
                    number,
                    ack.getAttempt().getRunId(),
                    ack.getReason());
        }
        saves.acknowledged(ack);
    }

    /** Answers whether the event had any effect. */
    private boolean handle(WorkerEvent event) {
        try {
            if (event instanceof TaskEnded over) {
                runner.forget(over.attempt());
            }
            heedAside(event);
            List<Effect> following = core.step(event, present.get());
            following.forEach(effect -> effect.applyTo(this));
            return !following.isEmpty();
        } catch (RuntimeException | Error bug) {
            streams.numbers()
                    .forEach(number -> startAnew(number, event.getClass().getSimpleName(), bug));
            return false;
        }
    }

    /** Both sides say afresh what they hold, so whatever was left half done is made good. */
    private void startAnew(int number, String after, Throwable bug) {
        LOG.error("link={} event={} the worker starts its connection anew", number, after, bug);
        hangUp(new Effect.HangUp(number, false));
        inbox.add(new LinkLost(number, Loss.CLOSED, "an error in the worker: " + bug));
    }

    @Override
    public void dial(Effect.Dial effect) {
        try {
            streams.opened(effect.link(), dialer.dial(effect.address(), new Ear(effect.link())));
        } catch (RuntimeException failure) {
            inbox.add(new LinkLost(effect.link(), Loss.UNREACHABLE, failure.toString()));
        }
    }

    @Override
    public void send(Effect.Send effect) {
        streams.find(effect.link()).ifPresent(link -> link.send(effect.frame()));
    }

    @Override
    public void hangUp(Effect.HangUp effect) {
        streams.remove(effect.link()).ifPresent(link -> link.hangUp(effect.politely()));
        followChief();
    }

    @Override
    public void run(Effect.RunTask effect) {
        runner.start(effect);
    }

    @Override
    public void stop(Effect.StopTask effect) {
        runner.stop(effect.attempt());
    }

    @Override
    public void announce(Effect.Announce effect) {
        Notice notice = effect.notice();
        lifecycle.note(notice);
        if (notice.isTroubling()) {
            LOG.warn("{}", notice);
        } else {
            LOG.info("{}", notice);
        }
    }

    @Override
    public void end(Effect.End effect) {
        ended = true;
        runner.close();
        if (effect.ending() instanceof Ending.TurnedAway turnedAway) {
            LOG.error("{} this worker stops", turnedAway);
        } else {
            LOG.info("{}", effect.ending());
        }
        lifecycle.end(effect.ending());
    }

    /** Puts what is heard on one link in the inbox. */
    private final class Ear implements NodeLink.Listener {

        private final int number;

        private Ear(int number) {
            this.number = number;
        }

        @Override
        public void received(NodeFrame frame) {
            inbox.add(new WorkerEvent.FrameReceived(number, frame));
        }

        @Override
        public void ready() {
            inbox.add(new WorkerEvent.LinkReady(number));
        }

        @Override
        public void lost(Loss loss, String message) {
            inbox.add(new LinkLost(number, loss, message));
        }
    }
}
