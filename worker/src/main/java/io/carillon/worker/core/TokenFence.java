package io.carillon.worker.core;

import io.carillon.worker.task.AttemptToken;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The newest token seen of every run that the worker holds, and of the runs that it held most recently. A scheduler that was
 * paused past its lease still hands out old attempts; here is where they end.
 */
final class TokenFence {

    private final Map<String, AttemptToken> held = new LinkedHashMap<>();
    private final Map<String, AttemptToken> remembered = new LinkedHashMap<>();
    private final int capacity;

    TokenFence(int capacity) {
        this.capacity = capacity;
    }

    /** Below zero if a newer attempt of the run was seen, zero if this very one was, above zero if it is news. */
    int compare(AttemptKey attempt) {
        var newest = newest(attempt.runId());
        return newest == null ? 1 : attempt.token().compareTo(newest);
    }

    /** Takes note of an attempt and keeps it in mind until it is released. Answers with the one that it takes the place of. */
    Optional<AttemptKey> hold(AttemptKey attempt) {
        remembered.remove(attempt.runId());
        var before = held.put(attempt.runId(), attempt.token());
        return Optional.ofNullable(before).map(token -> new AttemptKey(attempt.runId(), token));
    }

    /** The attempt is over. Its token is remembered for as long as there is room. */
    void release(AttemptKey attempt) {
        if (!held.remove(attempt.runId(), attempt.token())) {
            return;
        }
        remembered.put(attempt.runId(), attempt.token());
        if (remembered.size() > capacity) {
            var eldest = remembered.keySet().iterator();
            eldest.next();
            eldest.remove();
        }
    }

    private @Nullable AttemptToken newest(String runId) {
        var token = held.get(runId);
        return token != null ? token : remembered.get(runId);
    }
}
