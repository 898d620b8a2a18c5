package io.carillon.engine;

/** How busy a worker's machine is, in thousandths; {@link #NOT_TOLD} is what it does not say. */
public record WorkerLoad(int cpu, int memory, int io) {

    public static final int NOT_TOLD = -1;
    public static final int WHOLE = 1000;

    /** A worker that says nothing of it, or has not yet. */
    public static final WorkerLoad UNKNOWN = new WorkerLoad(NOT_TOLD, NOT_TOLD, NOT_TOLD);

    /** Less than this is a breath, not news: nobody chooses by it. */
    private static final int NEWS = 25;

    private static final int CPU_PERCENT = 50;
    private static final int MEMORY_PERCENT = 30;
    private static final int IO_PERCENT = 20;

    /** Whoever has slots is worth something, however busy: of two that are at their end the slots decide. */
    private static final int LEAST_ROOM = 50;

    public boolean isKnown() {
        return cpu != NOT_TOLD || memory != NOT_TOLD || io != NOT_TOLD;
    }

    public boolean differsFrom(WorkerLoad other) {
        return differ(cpu, other.cpu) || differ(memory, other.memory) || differ(io, other.io);
    }

    /**
     * How much of the machine is left: the weighted mean of what is, but at most twice what is left of the scarcest. A machine without
     * memory has no room, however idle its processors are. What is not told counts as free.
     */
    int room() {
        int busy = (CPU_PERCENT * told(cpu) + MEMORY_PERCENT * told(memory) + IO_PERCENT * told(io)) / 100;
        int scarcest = WHOLE - Math.max(told(cpu), Math.max(told(memory), told(io)));
        return Math.max(LEAST_ROOM, Math.min(WHOLE - busy, 2 * scarcest));
    }

    private static int told(int permille) {
        return Math.max(0, permille);
    }

    private static boolean differ(int one, int other) {
        return (one == NOT_TOLD) != (other == NOT_TOLD) || Math.abs(one - other) >= NEWS;
    }
}
