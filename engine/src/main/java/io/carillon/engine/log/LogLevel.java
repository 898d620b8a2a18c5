package io.carillon.engine.log;

/** How much a line matters, in the words of SLF4J. */
public enum LogLevel {
    TRACE,
    DEBUG,
    INFO,
    WARN,
    ERROR
}
