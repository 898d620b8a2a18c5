package io.carillon.engine;

import io.carillon.model.JobId;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Something about each of the jobs that were handed out last. A job whose turn was long ago is forgotten for the sake of room: for a
 * router that costs nothing but that it begins anew.
 */
final class JobMemory<T> {

    private final Map<JobId, T> latest;

    JobMemory(int most) {
        latest = new Latest<>(most);
    }

    private static final class Latest<T> extends LinkedHashMap<JobId, T> {

        private static final long serialVersionUID = 1;

        private final int most;

        private Latest(int most) {
            super(16, 0.75f, true);
            this.most = most;
        }

        @Override
        protected boolean removeEldestEntry(Map.Entry<JobId, T> eldest) {
            return size() > most;
        }
    }

    @Nullable
    T of(LiveRun run) {
        return latest.get(run.run().jobId());
    }

    T of(LiveRun run, Supplier<T> first) {
        return latest.computeIfAbsent(run.run().jobId(), _ -> first.get());
    }

    void put(LiveRun run, T known) {
        latest.put(run.run().jobId(), known);
    }

    int size() {
        return latest.size();
    }
}
