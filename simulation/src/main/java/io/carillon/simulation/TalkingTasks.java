package io.carillon.simulation;

import io.carillon.engine.log.LogBlock;
import io.carillon.engine.log.LogLine;
import io.carillon.engine.log.LogQuery;
import io.carillon.engine.log.LogStore;
import io.carillon.protocol.v1.LogAck;
import io.carillon.protocol.v1.LogBatch;
import io.carillon.protocol.v1.Logs;
import io.carillon.protocol.v1.NodeFrame;
import io.carillon.protocol.v1.Welcome;
import io.carillon.protocol.v1.WorkerFrame;
import io.carillon.simulation.check.Happening;
import io.carillon.worker.core.AttemptKey;
import io.carillon.worker.log.AttemptLog;
import io.carillon.worker.log.LogLimits;
import io.carillon.worker.log.LogShipper;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.event.Level;

/** What the tasks of one life of a worker say. Each line tells whose it is, and which of the attempt's it is. */
final class TalkingTasks {

    private static final int ALL_BLOCKS = 10_000;

    private final Consumer<Happening> witness;
    private final LogStore stored;
    private final LogShipper shipper;
    private final Map<AttemptKey, Talk> talks = new HashMap<>();
    private Logs sent = Logs.getDefaultInstance();

    /** @param stored where the lines should be that were acknowledged */
    TalkingTasks(Consumer<Happening> witness, LogStore stored, Runnable wake) {
        this.witness = witness;
        this.stored = stored;
        this.shipper = new LogShipper(LogLimits.DEFAULT, wake);
    }

    private static final class Talk {

        private final AttemptLog log;
        private long lines;

        private Talk(AttemptLog log) {
            this.log = log;
        }
    }

    void begin(AttemptKey attempt) {
        talks.put(attempt, new Talk(shipper.open(attempt.toAttempt())));
    }

    void say(AttemptKey attempt, Instant at) {
        Talk talk = talks.get(attempt);
        if (talk != null) {
            WireAttempt of = WireAttempt.of(attempt);
            talk.log.add(at, Level.INFO, "", Happening.Line.text(of.run(), of.token(), ++talk.lines));
        }
    }

    void end(AttemptKey attempt) {
        Talk talk = talks.remove(attempt);
        if (talk != null) {
            talk.log.close();
        }
    }

    boolean isWaiting() {
        return shipper.isWaiting();
    }

    void lost() {
        shipper.lost();
    }

    void meet(Welcome welcome, Duration now) {
        shipper.welcomed(welcome.getLogFrameBytes(), now);
    }

    void heed(NodeFrame frame, Duration now) {
        if (frame.hasLogAck()) {
            heed(frame.getLogAck());
            shipper.acknowledged(frame.getLogAck(), now);
        }
    }

    private void heed(LogAck ack) {
        if (ack.getRetryAfterMillis() == 0 && ack.getSequence() == sent.getSequence()) {
            sent.getBatchesList().forEach(batch -> witness.accept(kept(batch)));
        }
    }

    private Happening kept(LogBatch batch) {
        WireAttempt of = WireAttempt.of(batch.getAttempt());
        List<Happening.Line> said = batch.getLinesList().stream()
                .map(line -> new Happening.Line(line.getNumber(), line.getText()))
                .toList();
        List<Happening.Line> found =
                stored.read(new LogQuery(of.run(), of.token().attempt(), null), ALL_BLOCKS).stream()
                        .filter(block -> block.token().equals(of.token()))
                        .map(LogBlock::lines)
                        .flatMap(List<LogLine>::stream)
                        .map(line -> new Happening.Line(line.number(), line.text()))
                        .toList();
        return new Happening.LinesAcknowledged(of.run(), of.token(), said, found);
    }

    Optional<WorkerFrame> next(Duration now) {
        Optional<WorkerFrame> frame = shipper.next(now);
        frame.ifPresent(leaving -> sent = leaving.getLogs());
        return frame;
    }

    Optional<Duration> wakeUp() {
        return shipper.wakeUp();
    }
}
