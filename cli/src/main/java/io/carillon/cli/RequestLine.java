package io.carillon.cli;

import io.carillon.client.TriggerRequest;
import io.carillon.model.Problem;
import io.carillon.model.job.Instants;
import io.carillon.model.job.ObjectReader;
import io.carillon.model.job.Priority;
import io.carillon.model.json.Json;
import io.carillon.model.json.JsonException;
import java.util.ArrayList;
import java.util.List;

/**
 * A request for a run as it stands on a line.
 *
 * @param mistakes what is wrong with it: then the request is not to be sent
 */
record RequestLine(TriggerRequest request, List<String> mistakes) {

    RequestLine {
        mistakes = List.copyOf(mistakes);
    }

    static RequestLine read(String text) {
        try {
            return read(Json.parse(text));
        } catch (JsonException malformed) {
            return new RequestLine(TriggerRequest.PLAIN, List.of(String.valueOf(malformed.getMessage())));
        }
    }

    private static RequestLine read(Json document) {
        var problems = new ArrayList<Problem>();
        var reader = new ObjectReader(document, "", problems);
        var params = reader.object("params").orElse(null);
        var at = reader.string("at");
        var key = reader.string("key").orElse(null);
        var priority = reader.integer("priority", Priority.MIN, Priority.MAX).orElse(null);
        reader.close();
        var instant = at.flatMap(Instants::parse);
        if (at.isPresent() && instant.isEmpty()) {
            reader.problem("at", "invalid-value", "expected " + Instants.RULE + ", not '" + at.get() + "'");
        }
        return new RequestLine(
                new TriggerRequest(params, instant.orElse(null), key, priority),
                problems.stream().map(Failures::problem).toList());
    }
}
