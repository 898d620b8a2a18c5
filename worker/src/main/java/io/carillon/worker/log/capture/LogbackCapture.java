package io.carillon.worker.log.capture;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggerContextListener;
import org.slf4j.LoggerFactory;

/** Logback's root logger. Loaded only where Logback is. */
final class LogbackCapture implements LoggerContextListener {

    private static final String NAME = "carillon-runs";

    private LogbackCapture() {}

    static void begin() {
        var context = (LoggerContext) LoggerFactory.getILoggerFactory();
        if (root(context).getAppender(NAME) == null) {
            attach(context);
            context.addListener(new LogbackCapture());
        }
    }

    private static void attach(LoggerContext context) {
        var appender = new RunLogAppender();
        appender.setName(NAME);
        appender.setContext(context);
        appender.start();
        root(context).addAppender(appender);
    }

    private static Logger root(LoggerContext context) {
        return context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    }

    @Override
    public boolean isResetResistant() {
        return true;
    }

    /** A configuration that is read again begins with none. */
    @Override
    public void onReset(LoggerContext context) {
        attach(context);
    }

    @Override
    public void onStart(LoggerContext context) {}

    @Override
    public void onStop(LoggerContext context) {}

    @Override
    public void onLevelChange(Logger logger, Level level) {}
}
