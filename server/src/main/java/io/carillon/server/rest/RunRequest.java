package io.carillon.server.rest;

import io.carillon.gateway.RunKeys;
import io.carillon.model.Problem;
import io.carillon.model.job.ObjectReader;
import io.carillon.model.job.Priority;
import io.carillon.model.json.Json;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a caller says of a run that it asks for; null leaves it to the job.
 *
 * @param key makes the request safe to repeat
 */
record RunRequest(
        Json.Obj params,
        @Nullable Instant at,
        @Nullable String key,
        @Nullable Priority priority) {

    /** Reads a body that may be absent; mistakes become a refusal. */
    static RunRequest read(Optional<String> body, Optional<String> idempotencyKey) {
        Json asked = body.filter(text -> !text.isBlank()).map(Json::parse).orElse(Json.Obj.EMPTY);
        var problems = new ArrayList<Problem>();
        var reader = new ObjectReader(asked, "", problems);
        RunRequest request = read(reader, idempotencyKey);
        refuse(problems);
        return request;
    }

    static void refuse(List<Problem> problems) {
        if (!problems.isEmpty()) {
            throw ApiException.invalid("invalid-request", "the request can't be accepted", problems);
        }
    }

    /** Reads one, perhaps of many; what is wrong with it is noted with the reader's other problems. */
    static RunRequest read(ObjectReader reader, Optional<String> idempotencyKey) {
        Json.Obj params = reader.object("params").orElse(Json.Obj.EMPTY);
        Optional<Instant> at = reader.instant("at");
        Optional<String> key = reader.string("key").or(() -> idempotencyKey);
        if (key.isPresent() && !RunKeys.isValid(key.get())) {
            reader.problem("key", "invalid-value", RunKeys.RULE);
        }
        Optional<Priority> priority =
                reader.integer("priority", Priority.MIN, Priority.MAX).map(Priority::new);
        reader.close();
        return new RunRequest(params, at.orElse(null), key.orElse(null), priority.orElse(null));
    }
}
