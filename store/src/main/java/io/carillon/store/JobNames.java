package io.carillon.store;

import io.carillon.model.JobKey;
import io.carillon.store.stored.PlannedJob;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Numbers the jobs of runs that are stored together, so that each is named once. */
final class JobNames {

    private final Map<JobKey, Integer> numbers = new HashMap<>();
    private final List<PlannedJob> stored = new ArrayList<>();

    int numberOf(JobKey job) {
        Integer known = numbers.putIfAbsent(job, stored.size());
        if (known != null) {
            return known;
        }
        stored.add(PlannedJob.newBuilder()
                .setNamespace(job.namespace().value())
                .setName(job.name().value())
                .build());
        return stored.size() - 1;
    }

    /** All of them, by their numbers. */
    List<PlannedJob> stored() {
        return stored;
    }

    static JobKey read(PlannedJob stored) {
        return JobKey.of(stored.getNamespace(), stored.getName());
    }
}
