package io.carillon.engine;

import io.carillon.model.json.Json;
import io.carillon.model.run.Run;
import io.carillon.model.run.RunError;

/** What a run that makes up for another is told about that one. */
final class FailureFacts {

    /** What a failed run was given is handed on up to this length. */
    static final int MAX_PARAMS_LENGTH = 256 * 1024;

    static final int MAX_MESSAGE_LENGTH = 4 * 1024;

    private FailureFacts() {}

    static Json of(Run run, RunError error) {
        var facts = Json.object()
                .put("run", run.id().toString())
                .put("job", run.job().name().value())
                .put("attempts", run.attempts())
                .put(
                        "error",
                        Json.object()
                                .put("code", error.code())
                                .put("message", cut(error.message()))
                                .build());
        boolean fits = run.params().text().length() <= MAX_PARAMS_LENGTH;
        return fits
                ? facts.put("params", run.params()).build()
                : facts.put("paramsLeftOut", true).build();
    }

    /** Never cuts a character that takes two places in half. */
    private static String cut(String text) {
        if (text.length() <= MAX_MESSAGE_LENGTH) {
            return text;
        }
        boolean halved = Character.isHighSurrogate(text.charAt(MAX_MESSAGE_LENGTH - 1));
        return text.substring(0, halved ? MAX_MESSAGE_LENGTH - 1 : MAX_MESSAGE_LENGTH);
    }
}
