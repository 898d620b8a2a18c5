package io.carillon.client;

import io.carillon.model.json.Json;
import org.jspecify.annotations.Nullable;

/** How something ended that an attempt had begun and that went on elsewhere. */
public sealed interface Completion {

    Json.Obj document();

    /** It went well. */
    record Succeeded(@Nullable Json result) implements Completion {

        @Override
        public Json.Obj document() {
            var document = Json.object().put("status", "succeeded");
            if (result != null) {
                document.put("result", result);
            }
            return document.build();
        }
    }

    /**
     * It did not.
     *
     * @param retryable false where another attempt cannot end differently
     */
    record Failed(String code, String message, boolean retryable) implements Completion {

        @Override
        public Json.Obj document() {
            var error = Json.object().put("code", code).put("message", message).put("retryable", retryable);
            return Json.object()
                    .put("status", "failed")
                    .put("error", error.build())
                    .build();
        }
    }

    /** There was nothing to be done. */
    record Skipped(String reason) implements Completion {

        @Override
        public Json.Obj document() {
            return Json.object().put("status", "skipped").put("reason", reason).build();
        }
    }
}
