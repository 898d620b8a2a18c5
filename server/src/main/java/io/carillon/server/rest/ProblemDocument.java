package io.carillon.server.rest;

import io.carillon.model.Problem;
import io.carillon.model.json.Json;
import java.util.List;
import org.springframework.http.HttpStatus;

/** An error as RFC 9457 writes it, with a stable code and a pointer to every mistake. */
final class ProblemDocument {

    static final String MEDIA_TYPE = "application/problem+json";

    private ProblemDocument() {}

    static Json.Obj of(HttpStatus status, String code, String detail, List<Problem> problems) {
        var document = Json.object()
                .put("type", "about:blank")
                .put("title", status.getReasonPhrase())
                .put("status", status.value())
                .put("code", code)
                .put("detail", detail);
        if (!problems.isEmpty()) {
            document.put(
                    "errors",
                    Json.array(problems.stream().map(ProblemDocument::error).toList()));
        }
        return document.build();
    }

    private static Json error(Problem problem) {
        return Json.object()
                .put("pointer", problem.pointer())
                .put("code", problem.code())
                .put("message", problem.message())
                .build();
    }
}
