package io.carillon.worker;

import io.carillon.protocol.v1.NodeFrame;
import io.carillon.protocol.v1.SavingAck;
import io.carillon.worker.core.Effect;
import io.carillon.worker.core.Ending;
import io.carillon.worker.core.Moment;
import io.carillon.worker.core.Notice;
import io.carillon.worker.core.Step;
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
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
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

    private @Nullable NodeLink link;
    private int linkNumber;
    private @Nullable Duration wakeUp;
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
        boolean ready = isLinkReady();
        Optional<Duration> logsDue = ready ? logs.wakeUp() : Optional.empty();
        Optional<Duration> savesDue = ready ? saves.wakeUp() : Optional.empty();
        Optional<Duration> declarationsDue = ready ? declarations.wakeUp() : Optional.empty();
        Optional<Duration> shardsDue = ready ? shards.wakeUp() : Optional.empty();
        return Stream.of(Optional.ofNullable(wakeUp), logsDue, savesDue, declarationsDue, shardsDue)
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

    private boolean isLinkReady() {
        return link != null && link.isReady();
    }

    private boolean isWakeUpDue() {
        return !ended && wakeUp != null && present.get().elapsed().compareTo(wakeUp) >= 0;
    }

    private void report() {
        while (!ended && isLinkReady()) {
            if (!handle(new WorkerEvent.LinkReady(linkNumber))) {
                return;
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
        var open = link;
        if (ended || open == null || !open.isReady()) {
            return;
        }
        try {
            saves.next(present.get().elapsed()).ifPresent(open::send);
            shards.next(present.get().elapsed()).forEach(open::send);
            declarations.next(present.get().elapsed()).ifPresent(open::send);
        } catch (RuntimeException bug) {
            startAnew("saving", bug);
            return;
        }
        try {
            logs.next(present.get().elapsed()).ifPresent(open::send);
        } catch (RuntimeException bug) {
            LOG.error("link={} what runs have said is given up", linkNumber, bug);
            logs.discard();
        }
    }

    private void heedAside(WorkerEvent event) {
        if (event instanceof WorkerEvent.FrameReceived heard && heard.link() == linkNumber && link != null) {
            heedAside(heard.frame());
        } else if (event instanceof LinkLost lost && lost.link() == linkNumber) {
            lostLink();
        }
    }

    private void lostLink() {
        logs.lost();
        saves.lost();
        shards.lost();
        declarations.lost();
    }

    private void heedAside(NodeFrame frame) {
        if (frame.hasWelcome()) {
            callbacks.welcomed(frame.getWelcome());
            logs.welcomed(frame.getWelcome().getLogFrameBytes(), present.get().elapsed());
            shards.welcomed(frame.getWelcome().getMaps());
            saves.welcomed(frame.getWelcome().getSaves(), present.get().elapsed());
            declarations.welcomed(
                    frame.getWelcome().getDeclarationBytes(), present.get().elapsed());
        } else if (frame.hasRecall()) {
            saves.recalled(present.get().elapsed());
        } else if (frame.hasAcknowledgements()) {
            frame.getAcknowledgements().getSavingsList().forEach(this::acknowledged);
        } else if (frame.hasLogAck()) {
            logs.acknowledged(frame.getLogAck(), present.get().elapsed());
        } else if (frame.hasShardPage()) {
            shards.answered(frame.getShardPage(), present.get().elapsed());
        } else if (frame.hasDeclarationAnswers()) {
            declarations.answered(frame.getDeclarationAnswers(), present.get().elapsed());
        }
    }

    private void acknowledged(SavingAck ack) {
        if (!ack.getAccepted()) {
            LOG.warn(
                    "link={} run={} what it wanted to save is not kept: {}",
                    linkNumber,
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
            Step step = core.step(event, present.get());
            wakeUp = step.wakeUp().orElse(null);
            step.effects().forEach(effect -> effect.applyTo(this));
            return !step.effects().isEmpty();
        } catch (RuntimeException | Error bug) {
            startAnew(event.getClass().getSimpleName(), bug);
            return false;
        }
    }

    /** Both sides say afresh what they hold, so whatever was left half done is made good. */
    private void startAnew(String after, Throwable bug) {
        LOG.error("link={} event={} the worker starts its connection anew", linkNumber, after, bug);
        hangUp(new Effect.HangUp(linkNumber, false));
        inbox.add(new LinkLost(linkNumber, Loss.CLOSED, "an error in the worker: " + bug));
    }

    @Override
    public void dial(Effect.Dial effect) {
        linkNumber = effect.link();
        lostLink();
        try {
            link = dialer.dial(new Ear(effect.link()));
        } catch (RuntimeException failure) {
            link = null;
            inbox.add(new LinkLost(effect.link(), Loss.UNREACHABLE, failure.toString()));
        }
    }

    @Override
    public void send(Effect.Send effect) {
        if (link != null && effect.link() == linkNumber) {
            link.send(effect.frame());
        }
    }

    @Override
    public void hangUp(Effect.HangUp effect) {
        if (link != null && effect.link() == linkNumber) {
            link.hangUp(effect.politely());
            link = null;
            lostLink();
        }
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
            LOG.warn("link={} {}", linkNumber, notice);
        } else {
            LOG.info("link={} {}", linkNumber, notice);
        }
    }

    @Override
    public void end(Effect.End effect) {
        ended = true;
        runner.close();
        if (effect.ending() instanceof Ending.TurnedAway turnedAway) {
            LOG.error("link={} {} this worker stops", linkNumber, turnedAway);
        } else {
            LOG.info("link={} {}", linkNumber, effect.ending());
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
