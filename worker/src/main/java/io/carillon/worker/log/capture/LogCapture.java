package io.carillon.worker.log.capture;

import java.util.Arrays;
import java.util.logging.Logger;
import org.slf4j.LoggerFactory;

/** Finds out where loggers end and listens there. Listening twice is listening once. */
public final class LogCapture {

    private static final String LOGBACK = "ch.qos.logback.classic.LoggerContext";
    private static final String BRIDGE = "org.slf4j.bridge.SLF4JBridgeHandler";

    private LogCapture() {}

    public static synchronized void begin() {
        if (LoggerFactory.getILoggerFactory().getClass().getName().equals(LOGBACK)) {
            LogbackCapture.begin();
        }
        beginOnPlatformLoggers();
    }

    /** Where they are passed on to SLF4J, they are heard there. */
    private static void beginOnPlatformLoggers() {
        var root = Logger.getLogger("");
        boolean heard = Arrays.stream(root.getHandlers())
                .map(handler -> handler.getClass().getName())
                .anyMatch(name -> name.equals(BRIDGE) || name.equals(RunLogHandler.class.getName()));
        if (!heard) {
            root.addHandler(new RunLogHandler());
        }
    }
}
