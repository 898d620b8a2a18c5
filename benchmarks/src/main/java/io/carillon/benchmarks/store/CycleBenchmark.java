package io.carillon.benchmarks.store;

import java.io.IOException;
import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** A run's two commits, one when it is recorded and one when it has ended, among a thousand others in one lane. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
@State(Scope.Benchmark)
public class CycleBenchmark {

    private static final int FIRES = 1_000;
    private static final int JOBS = 20_000;
    private static final int PARTITIONS = 64;

    /** As a table of measurements names them. */
    @Param({"embedded", "postgresql", "mariadb", "mysql"})
    private String database = "";

    private @Nullable TestBench bench;
    private @Nullable Cycles cycles;

    @Setup
    public void begin() throws IOException {
        bench = TestBench.of(database);
        cycles = new Cycles(bench.store(), new Herd(JOBS, PARTITIONS, Instant.now()));
        cycles.begin();
    }

    @TearDown
    public void end() throws IOException {
        Objects.requireNonNull(bench).close();
    }

    @Benchmark
    @OperationsPerInvocation(FIRES)
    public void cycle() {
        Objects.requireNonNull(cycles).cycle(FIRES);
    }
}
