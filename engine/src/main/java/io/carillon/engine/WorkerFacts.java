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
 * @param byCredit whether it says how many attempts it takes from this node; else it takes as many as it has slots
 * @param holding attempts that it runs, or whose results were not acknowledged
 */
public record WorkerFacts(
        WorkerId id,
        String bootId,
        AppName app,
        int slots,
        boolean byCredit,
        Set<String> capabilities,
        Map<String, String> labels,
        List<HeldAttempt> holding) {}
