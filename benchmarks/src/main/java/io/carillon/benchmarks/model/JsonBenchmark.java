package io.carillon.benchmarks.model;

import io.carillon.model.json.Json;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Params and results are JSON and cross the core for every run: what reading and writing a small job document costs. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
@State(Scope.Benchmark)
public class JsonBenchmark {

    private String text = """
            {"apiVersion":"carillon/v1","kind":"Job","metadata":{"name":"close-unpaid-orders","namespace":"default",\
            "labels":{"team":"orders"}},"spec":{"triggers":[{"cron":"0 */5 * * * ?","zone":"Asia/Shanghai"}],\
            "task":{"type":"handler","app":"shop","handler":"closeUnpaidOrders","params":{"batch":500}},\
            "timeout":"30s","retry":{"maxAttempts":3,"initial":"1s","jitter":0.2},"overlap":"skip","priority":5}}""";

    private Json document = Json.parse(text);

    @Benchmark
    public Json parse() {
        return Json.parse(text);
    }

    @Benchmark
    public String write() {
        return document.text();
    }
}
