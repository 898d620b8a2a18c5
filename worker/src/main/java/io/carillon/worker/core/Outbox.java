package io.carillon.worker.core;

import io.carillon.protocol.v1.Reports;
import io.carillon.protocol.v1.Result;
import io.carillon.protocol.v1.Started;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Queue;

/** What is to be said on the present link and was not yet. */
final class Outbox {

    private final Queue<AttemptKey> started = new ArrayDeque<>();
    private final Map<AttemptKey, Result> results = new LinkedHashMap<>();
    private final int frameBytes;

    Outbox(int frameBytes) {
        this.frameBytes = frameBytes;
    }

    void started(AttemptKey attempt) {
        started.add(attempt);
    }

    void result(AttemptKey attempt, Result result) {
        results.put(attempt, result);
    }

    void forget(AttemptKey attempt) {
        if (!results.isEmpty()) {
            results.remove(attempt);
        }
    }

    void clear() {
        started.clear();
        results.clear();
    }

    /** Adds everything that waits; as much of it as a frame holds, if that is less. */
    void fill(Reports.Builder reports) {
        int room = frameBytes;
        while (room > 0 && !started.isEmpty()) {
            var report = Started.newBuilder()
                    .setAttempt(started.remove().toAttempt())
                    .build();
            room -= report.getSerializedSize();
            reports.addStarted(report);
        }
        var waiting = results.values().iterator();
        while (room > 0 && waiting.hasNext()) {
            var result = waiting.next();
            waiting.remove();
            room -= result.getSerializedSize();
            reports.addResults(result);
        }
    }
}
