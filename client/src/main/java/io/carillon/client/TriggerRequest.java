package io.carillon.client;

import io.carillon.model.json.Json;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a run that is asked for shall be like; null leaves it to the job.
 *
 * @param at not before this instant
 * @param key the caller's own key: asking twice with the same key gives the same run
 */
public record TriggerRequest(
        Json.@Nullable Obj params,
        @Nullable Instant at,
        @Nullable String key,
        @Nullable Integer priority) {

    /** Now, with the job's own params. */
    public static final TriggerRequest PLAIN = new TriggerRequest(null, null, null, null);

    /** With a key it may be sent twice: it makes one run. */
    Transport.Call call(Address address) {
        return key == null ? Transport.Call.post(address, document()) : Transport.Call.keyed(address, document());
    }

    Json.Obj document() {
        var document = Json.object();
        if (params != null) {
            document.put("params", params);
        }
        if (at != null) {
            document.put("at", at.toString());
        }
        if (key != null) {
            document.put("key", key);
        }
        if (priority != null) {
            document.put("priority", priority);
        }
        return document.build();
    }
}
