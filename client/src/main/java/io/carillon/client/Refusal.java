package io.carillon.client;

import io.carillon.model.Problem;
import io.carillon.model.json.Json;
import io.carillon.model.json.JsonException;
import io.carillon.protocol.v1.feed.FeedWire;
import java.util.ArrayList;
import java.util.List;

/** What a response with an error status says, whoever sent it: the server, or a proxy that knows nothing of problem documents. */
record Refusal(int status, String code, String title, String detail, List<Problem> errors) {

    Refusal {
        errors = List.copyOf(errors);
    }

    static Refusal read(int status, String contentType, String body) {
        if (contentType.contains("json")) {
            try {
                if (Json.parse(body) instanceof Json.Obj problem) {
                    return of(status, problem);
                }
            } catch (JsonException notJson) {
                // A type that lies about its body is as good as no document at all.
            }
        }
        return new Refusal(
                status, "http-" + status, "HTTP " + status, "the answer is not from a Carillon server", List.of());
    }

    /** What a node says to a batch over gRPC: the same, without a title. */
    static Refusal of(FeedWire.Refused refused) {
        List<Problem> errors = refused.getMistakesList().stream()
                .map(mistake -> new Problem(mistake.getPointer(), mistake.getCode(), mistake.getMessage()))
                .toList();
        return new Refusal(refused.getStatus(), refused.getCode(), "refused", refused.getDetail(), errors);
    }

    private static Refusal of(int status, Json.Obj problem) {
        var errors = new ArrayList<Problem>();
        if (problem.members().get("errors") instanceof Json.Arr listed) {
            for (Json error : listed.items()) {
                if (error instanceof Json.Obj named) {
                    errors.add(new Problem(text(named, "pointer"), text(named, "code"), text(named, "message")));
                }
            }
        }
        String code = text(problem, "code");
        String title = text(problem, "title");
        return new Refusal(
                status,
                code.isEmpty() ? "http-" + status : code,
                title.isEmpty() ? "HTTP " + status : title,
                text(problem, "detail"),
                errors);
    }

    /** A refusal must be shown even when it is badly written, so that what is absent or of another kind is empty. */
    private static String text(Json.Obj object, String name) {
        return object.members().get(name) instanceof Json.Str text ? text.value() : "";
    }
}
