package io.carillon.worker.log.capture;

import io.carillon.worker.log.CurrentLog;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.SimpleFormatter;

/** Hands what is logged with {@code java.util.logging} to the run that it is logged for. */
public final class RunLogHandler extends Handler {

    private final Formatter formatter = new SimpleFormatter();

    @Override
    public void publish(LogRecord entry) {
        var log = CurrentLog.get();
        if (log != null && isLoggable(entry)) {
            var source = entry.getLoggerName() == null ? "" : entry.getLoggerName();
            log.add(entry.getInstant(), level(entry.getLevel()), source, text(entry));
        }
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}

    private String text(LogRecord entry) {
        var message = String.valueOf(formatter.formatMessage(entry));
        if (entry.getThrown() == null) {
            return message;
        }
        var text = new StringWriter().append(message).append(System.lineSeparator());
        entry.getThrown().printStackTrace(new PrintWriter(text));
        return text.toString();
    }

    private static org.slf4j.event.Level level(Level level) {
        int value = level.intValue();
        if (value >= Level.SEVERE.intValue()) {
            return org.slf4j.event.Level.ERROR;
        }
        if (value >= Level.WARNING.intValue()) {
            return org.slf4j.event.Level.WARN;
        }
        if (value >= Level.INFO.intValue()) {
            return org.slf4j.event.Level.INFO;
        }
        return value >= Level.FINE.intValue() ? org.slf4j.event.Level.DEBUG : org.slf4j.event.Level.TRACE;
    }
}
