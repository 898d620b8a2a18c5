package io.carillon.worker.log;

import io.carillon.protocol.v1.LogLevel;
import io.carillon.protocol.v1.LogLine;
import org.slf4j.event.Level;

/**
 * A line that waits.
 *
 * @param start how many bytes the attempt had said before it
 */
record Line(long number, long start, long end, long atMicros, Level level, String source, String text) {

    /** What a line costs beside its text. */
    static final int OVERHEAD = 32;

    long size() {
        return end - start;
    }

    LogLine toFrame() {
        return LogLine.newBuilder()
                .setNumber(number)
                .setAtMicros(atMicros)
                .setLevel(
                        switch (level) {
                            case TRACE -> LogLevel.LOG_LEVEL_TRACE;
                            case DEBUG -> LogLevel.LOG_LEVEL_DEBUG;
                            case INFO -> LogLevel.LOG_LEVEL_INFO;
                            case WARN -> LogLevel.LOG_LEVEL_WARN;
                            case ERROR -> LogLevel.LOG_LEVEL_ERROR;
                        })
                .setSource(source)
                .setText(text)
                .build();
    }
}
