package io.carillon.benchmarks.beside;

import java.time.Instant;
import java.util.List;

/**
 * A scheduler as the bench drives it: over an empty database of its own, in a process of its own with everything that it needs besides.
 * Every run that begins says so to the {@link Starts} that the contender was made with, and does nothing else.
 */
interface Contender extends AutoCloseable {

    /** Its name and version. */
    String product();

    /** What was set differently from how it comes, as its own documents advise. */
    List<String> settings();

    /** From now on it runs whatever is due. */
    void start() throws Exception;

    /** Registers a run for each instant, as fast as it can; each is durable when this returns. */
    void feed(List<Instant> due) throws Exception;

    /** How many runs it has not recorded as over. */
    long unfinished() throws Exception;

    /** The processes that are part of it besides this one. */
    List<ProcessHandle> processes();

    @Override
    void close();
}
