package io.carillon.gateway;

import io.carillon.engine.log.LogBlock;
import io.carillon.engine.log.LogLevel;
import io.carillon.engine.log.LogLine;
import io.carillon.protocol.v1.LogAck;
import io.carillon.protocol.v1.LogBatch;
import io.carillon.protocol.v1.Logs;
import io.carillon.protocol.v1.NodeFrame;
import java.util.List;

/** The translation of logs. What a worker sends is checked here; an {@link IllegalArgumentException} says what is wrong with it. */
final class LogWire {

    static final int MAX_BATCH_BYTES = 256 * 1024;

    private static final int MAX_TEXT = 16 * 1024;
    private static final int MAX_SOURCE = 256;

    private LogWire() {}

    static LogSink.Delivery delivery(Logs logs) {
        List<LogBlock> blocks =
                logs.getBatchesList().stream().map(LogWire::block).toList();
        long leftOut = logs.getBatchesList().stream()
                .mapToLong(batch -> Math.max(0, batch.getLeftOut()))
                .sum();
        return new LogSink.Delivery(blocks, logs.getSerializedSize(), leftOut);
    }

    static NodeFrame acknowledgement(long sequence, int retryAfterMillis) {
        return NodeFrame.newBuilder()
                .setLogAck(LogAck.newBuilder().setSequence(sequence).setRetryAfterMillis(retryAfterMillis))
                .build();
    }

    private static LogBlock block(LogBatch batch) {
        if (batch.getSerializedSize() > MAX_BATCH_BYTES) {
            throw new IllegalArgumentException(
                    "a batch of " + batch.getSerializedSize() + " bytes; at most " + MAX_BATCH_BYTES + " are taken");
        }
        return new LogBlock(
                Wire.run(batch.getAttempt()),
                Wire.token(batch.getAttempt()),
                batch.getStartsAt(),
                batch.getEndsAt(),
                batch.getSaid(),
                batch.getLast(),
                batch.getLinesList().stream().map(LogWire::line).toList());
    }

    private static LogLine line(io.carillon.protocol.v1.LogLine line) {
        return new LogLine(
                line.getNumber(),
                Wire.instant(line.getAtMicros()),
                level(line.getLevel()),
                Wire.cut(line.getSource(), MAX_SOURCE),
                Wire.cut(line.getText(), MAX_TEXT));
    }

    private static LogLevel level(io.carillon.protocol.v1.LogLevel level) {
        return switch (level) {
            case LOG_LEVEL_TRACE -> LogLevel.TRACE;
            case LOG_LEVEL_DEBUG -> LogLevel.DEBUG;
            case LOG_LEVEL_INFO, LOG_LEVEL_UNSPECIFIED, UNRECOGNIZED -> LogLevel.INFO;
            case LOG_LEVEL_WARN -> LogLevel.WARN;
            case LOG_LEVEL_ERROR -> LogLevel.ERROR;
        };
    }
}
