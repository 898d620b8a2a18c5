package io.carillon.worker.log.capture;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.UnsynchronizedAppenderBase;
import io.carillon.worker.log.CurrentLog;
import java.time.Instant;

/**
 * Hands what is logged with Logback to the run that it is logged for. A worker adds one to the root logger by itself; a logger that is not
 * additive needs one in the configuration.
 */
public final class RunLogAppender extends UnsynchronizedAppenderBase<ILoggingEvent> {

    @Override
    protected void append(ILoggingEvent event) {
        var log = CurrentLog.get();
        if (log != null) {
            var at = Instant.ofEpochMilli(event.getTimeStamp());
            log.add(at, level(event.getLevel()), event.getLoggerName(), text(event));
        }
    }

    private static String text(ILoggingEvent event) {
        var thrown = event.getThrowableProxy();
        var message = String.valueOf(event.getFormattedMessage());
        return thrown == null ? message : message + System.lineSeparator() + ThrowableProxyUtil.asString(thrown);
    }

    private static org.slf4j.event.Level level(Level level) {
        return Level.toLocationAwareLoggerInteger(level) >= Level.ERROR_INT / 1_000
                ? org.slf4j.event.Level.ERROR
                : org.slf4j.event.Level.intToLevel(Level.toLocationAwareLoggerInteger(level));
    }
}
