package io.carillon.client;

import io.carillon.model.Namespace;
import io.carillon.model.ResourceKey;
import io.carillon.model.ResourceKind;
import io.carillon.model.ResourceName;
import io.carillon.model.job.Reading;
import io.carillon.model.job.ResourceDocument;
import io.carillon.model.job.ResourceDraft;
import io.carillon.model.json.Json;
import java.time.Instant;
import java.util.LinkedHashMap;

/**
 * A resource as the server knows it.
 *
 * @param version rises with every change
 * @param document the definition and its {@code status}, as it came
 */
public record ResourceView(ResourceKey key, int version, Instant changedAt, Json.Obj document) {

    private static final String STATUS = "status";

    static ResourceView of(ResourceKind kind, Json json) {
        var fields = Fields.of(kind.word(), json);
        Fields metadata = fields.nested("metadata");
        Fields status = fields.nested(STATUS);
        var key = new ResourceKey(
                kind, metadata.parsed("namespace", Namespace::new), metadata.parsed("name", ResourceName::new));
        return new ResourceView(key, status.integer("version"), status.instant("changedAt"), fields.object());
    }

    /** The document without what only the server can say: what one would send to have this resource. */
    public Json.Obj definition() {
        var members = new LinkedHashMap<>(document.members());
        members.remove(STATUS);
        return new Json.Obj(members);
    }

    /** The definition read. A server newer than this client may have written what this client can't read. */
    public Reading<ResourceDraft> draft() {
        return ResourceDocument.read(key.kind(), definition());
    }
}
