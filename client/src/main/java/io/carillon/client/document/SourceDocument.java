package io.carillon.client.document;

import io.carillon.model.json.Json;
import java.util.Map;

/**
 * A document and where it stands.
 *
 * @param file its name, as the user would say it
 * @param lines by JSON pointer, where a value begins; a document from a JSON file has none
 */
public record SourceDocument(String file, Json value, Map<String, Integer> lines) {

    public SourceDocument {
        lines = Map.copyOf(lines);
    }

    /** The place of a value; of what should contain it, if it is not there itself. */
    public String place(String pointer) {
        for (String at = pointer; ; at = at.substring(0, at.lastIndexOf('/'))) {
            Integer line = lines.get(at);
            if (line != null) {
                return file + ":" + line;
            }
            if (at.isEmpty()) {
                return file;
            }
        }
    }

    /** The same place with another value. */
    public SourceDocument with(Json other) {
        return new SourceDocument(file, other, lines);
    }
}
