package io.carillon.worker.core;

/** How busy the worker's machine is, in thousandths; {@link #UNKNOWN} is what it does not tell. */
public record Load(int cpu, int memory, int io) {

    public static final int UNKNOWN = -1;

    /** A machine that tells nothing. */
    public static final Load NOT_TOLD = new Load(UNKNOWN, UNKNOWN, UNKNOWN);

    /** Looks at the machine. Asked once for each heartbeat, by the worker's one thread: it must not take long. */
    public interface Gauge {

        Load read();
    }
}
