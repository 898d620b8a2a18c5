package io.carillon.benchmarks.wire;

import com.google.protobuf.InvalidProtocolBufferException;
import io.carillon.engine.Report;
import io.carillon.gateway.Wire;
import io.carillon.model.Epoch;
import io.carillon.model.RunId;
import io.carillon.model.Token;
import io.carillon.protocol.v1.Assignment;
import io.carillon.protocol.v1.Assignments;
import io.carillon.protocol.v1.Attempt;
import io.carillon.protocol.v1.NodeFrame;
import io.carillon.protocol.v1.Outcome;
import io.carillon.protocol.v1.Reports;
import io.carillon.protocol.v1.Result;
import io.carillon.protocol.v1.WorkerFrame;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** An attempt crosses the wire twice, among others in a frame: on its way to a worker, and as what came of it. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
@State(Scope.Benchmark)
public class FrameBenchmark {

    private static final int ATTEMPTS = 100;
    private static final long FIRST_RUN = 0x0123_4567_89ab_0000L;

    private final byte[] results = WorkerFrame.newBuilder()
            .setReports(Reports.newBuilder()
                    .addAllResults(IntStream.range(0, ATTEMPTS)
                            .mapToObj(FrameBenchmark::result)
                            .toList()))
            .build()
            .toByteArray();

    private final byte[] assignments = frame();

    private static Attempt attempt(int number) {
        return Wire.attempt(new RunId(FIRST_RUN + number), new Token(new Epoch(7), 1));
    }

    private static Result result(int number) {
        return Result.newBuilder()
                .setAttempt(attempt(number))
                .setOutcome(Outcome.OUTCOME_SUCCEEDED)
                .setRanMicros(1_234)
                .setResultJson("{\"closed\":17}")
                .build();
    }

    private static byte[] frame() {
        var frame = Assignments.newBuilder();
        for (int number = 0; number < ATTEMPTS; number++) {
            frame.addAssignments(Assignment.newBuilder()
                    .setAttempt(attempt(number))
                    .setNamespace("default")
                    .setJob("close-unpaid-orders")
                    .setJobVersion(3)
                    .setTaskType("handler:closeUnpaidOrders")
                    .setSettingsJson("{\"type\":\"handler\",\"app\":\"shop\",\"handler\":\"closeUnpaidOrders\"}")
                    .setParamsJson("{\"batch\":500}")
                    .setScheduledAtMicros(1_800_000_000_000_000L)
                    .setDueAtMicros(1_800_000_000_000_000L)
                    .setShardTotal(1));
        }
        return NodeFrame.newBuilder().setAssignments(frame).build().toByteArray();
    }

    /** A node says what is to be done. */
    @Benchmark
    @OperationsPerInvocation(ATTEMPTS)
    public byte[] assigning() {
        return frame();
    }

    /** A worker hears it. */
    @Benchmark
    @OperationsPerInvocation(ATTEMPTS)
    public NodeFrame assigned() throws InvalidProtocolBufferException {
        return NodeFrame.parseFrom(assignments);
    }

    /** A node hears what came of it, and checks it. */
    @Benchmark
    @OperationsPerInvocation(ATTEMPTS)
    public List<Report.OfState> reported() throws InvalidProtocolBufferException {
        return WorkerFrame.parseFrom(results).getReports().getResultsList().stream()
                .map(Wire::report)
                .toList();
    }
}
