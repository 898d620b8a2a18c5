package io.carillon.benchmarks.embedded;

/** A row of the size that a small job makes. Everything follows from the id, so that a reader can tell what should be there. */
record Run(long id) {

    static final int PLANNED = 0;
    static final int SUCCEEDED = 3;

    private static final int JOBS = 1_000;
    private static final long EPOCH_MILLIS = 1_790_000_000_000L;

    long jobId() {
        return 7_000_000_000L + id % JOBS;
    }

    int partition() {
        return (int) (id % Schema.PARTITIONS);
    }

    long due() {
        return EPOCH_MILLIS + id / 100 * 1_000;
    }

    long finished() {
        return due() + 12;
    }

    String params() {
        return "{\"batch\":500,\"shop\":\"sh-%d\",\"mode\":\"close-unpaid\"}".formatted(id % JOBS);
    }

    String result() {
        return "{\"closed\":%d,\"skipped\":0}".formatted(id % 97);
    }
}
