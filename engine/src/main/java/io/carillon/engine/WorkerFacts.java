package io.carillon.engine;

import io.carillon.model.AppName;
import io.carillon.model.WorkerId;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a worker says of itself when it connects.
 *
 * @param bootId made anew by every start of its process: tells a reconnect from a restart
 * @param holding attempts that it runs, or whose results were not acknowledged
 */
public record WorkerFacts(
        WorkerId id,
        String bootId,
        AppName app,
        int slots,
        Set<String> capabilities,
        Map<String, String> labels,
        List<HeldAttempt> holding) {}
