package io.carillon.benchmarks.engine;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** A run's way through the core: it is asked for, waits in the wheel, comes due, is handed out, and ends well. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
@State(Scope.Benchmark)
public class CoreBenchmark {

    private static final int RUNS = 10_000;
    private static final int JOBS = 64;
    private static final int SLOTS = 2_000;
    private static final Duration AHEAD = Duration.ofSeconds(1);

    private BareNode node = new BareNode(JOBS, SLOTS);

    @Setup(Level.Iteration)
    public void beginAnew() {
        node = new BareNode(JOBS, SLOTS);
    }

    @Benchmark
    @OperationsPerInvocation(RUNS)
    public long run() {
        return node.through(RUNS, AHEAD);
    }
}
