package io.carillon.model.job;

import io.carillon.model.Namespace;
import io.carillon.model.json.Json;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** What every document begins with: its kind, whose it is, its name, its labels. */
record DocumentHead<N>(Namespace namespace, Optional<N> name, Map<String, String> labels) {

    static final String API_VERSION = "carillon/v1";

    private static final int MAX_LABELS = 64;
    private static final int MAX_LABEL_LENGTH = 256;

    /**
     * Reads it, and asks for a {@code spec}.
     *
     * @param fixed whether the document was sent to the namespace's address: one that names another is a mistake
     */
    static <N> DocumentHead<N> read(
            ObjectReader root, String kind, Function<String, N> nameOf, Namespace namespace, boolean fixed) {
        constant(root, "apiVersion", API_VERSION);
        constant(root, "kind", kind);
        root.requirePresent("metadata");
        root.requirePresent("spec");

        var metadata = root.nested("metadata");
        metadata.requirePresent("name");
        Optional<N> name = metadata.parsed("name", nameOf);
        Namespace owner = metadata.parsed("namespace", Namespace::new).orElse(namespace);
        if (fixed && !owner.equals(namespace)) {
            metadata.problem("namespace", "mismatch", "this address belongs to namespace '" + namespace + "'");
        }
        Map<String, String> labels = labels(metadata);
        metadata.close();
        return new DocumentHead<>(owner, name, labels);
    }

    /** A document with this head. */
    Json.Obj write(String kind, Json spec) {
        var metadata = Json.object().put("name", name.orElseThrow().toString()).put("namespace", namespace.value());
        if (!labels.isEmpty()) {
            metadata.put("labels", SpecWriter.strings(labels));
        }
        return Json.object()
                .put("apiVersion", API_VERSION)
                .put("kind", kind)
                .put("metadata", metadata.build())
                .put("spec", spec)
                .build();
    }

    private static void constant(ObjectReader reader, String field, String value) {
        reader.string(field).ifPresent(given -> {
            if (!given.equals(value)) {
                reader.problem(field, "invalid-value", "expected '" + value + "', not '" + given + "'");
            }
        });
    }

    static Map<String, String> labels(ObjectReader metadata) {
        Map<String, String> labels = metadata.strings("labels");
        if (labels.size() > MAX_LABELS) {
            metadata.problem("labels", "too-many", "at most " + MAX_LABELS + ", not " + labels.size());
        }
        labels.forEach((key, value) -> {
            if (key.isEmpty() || key.length() > MAX_LABEL_LENGTH || value.length() > MAX_LABEL_LENGTH) {
                metadata.problem(
                        "labels",
                        "too-long",
                        "a label's key and value have at most " + MAX_LABEL_LENGTH + " characters");
            }
        });
        return labels;
    }
}
