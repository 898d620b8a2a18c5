package io.carillon.client;

import io.carillon.model.JobKey;
import io.carillon.model.JobName;
import io.carillon.model.Namespace;
import io.carillon.model.job.JobDocument;
import io.carillon.model.job.JobDraft;
import io.carillon.model.job.Reading;
import io.carillon.model.json.Json;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A job as the server knows it.
 *
 * @param version rises with every change of the definition
 * @param document the definition and its {@code status}, as it came
 */
public record JobView(
        JobKey key,
        Map<String, String> labels,
        int version,
        boolean paused,
        Instant createdAt,
        Instant updatedAt,
        Json.Obj document) {

    private static final String STATUS = "status";

    static JobView of(Json json) {
        var fields = Fields.of("job", json);
        Fields metadata = fields.nested("metadata");
        Fields status = fields.nested(STATUS);
        return new JobView(
                new JobKey(metadata.parsed("namespace", Namespace::new), metadata.parsed("name", JobName::new)),
                Map.copyOf(metadata.stringMap("labels")),
                status.integer("version"),
                status.flag("paused"),
                status.instant("createdAt"),
                status.instant("updatedAt"),
                fields.object());
    }

    /** What code says of it; null if none does. */
    public @Nullable DeclaredView declared() {
        return DeclaredView.of(Fields.of("job", document).nested(STATUS).objectOrNull("declared"));
    }

    /** The document without what only the server can say: what one would send to have this job. */
    public Json.Obj definition() {
        var members = new LinkedHashMap<>(document.members());
        members.remove(STATUS);
        return new Json.Obj(members);
    }

    /** The definition read. A server newer than this client may have written what this client can't read. */
    public Reading<JobDraft> draft() {
        return JobDocument.read(definition());
    }
}
