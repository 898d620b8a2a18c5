package io.carillon.store;

import io.carillon.model.Namespace;
import io.carillon.model.ResourceKey;
import io.carillon.model.ResourceKind;
import io.carillon.model.ResourceName;
import io.carillon.model.job.Reading;
import io.carillon.model.job.Resource;
import io.carillon.model.job.ResourceDocument;
import io.carillon.model.job.ResourceDraft;
import io.carillon.model.json.Json;
import io.carillon.model.json.JsonException;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;

/** The columns of a resource. */
final class ResourceColumns {

    static final List<String> KEY = List.of("kind", "namespace", "name");
    static final List<String> REST = List.of("version", "changed_at", "document");
    static final String ALL = String.join(", ", KEY) + ", " + String.join(", ", REST);

    private ResourceColumns() {}

    static Parameters writeKey(ResourceKey key, Parameters to) throws SQLException {
        return to.text(key.kind().title())
                .text(key.namespace().value())
                .text(key.name().value());
    }

    static ResourceKey readKey(Row row) throws SQLException, UnreadableRowException {
        String title = row.text();
        ResourceKind kind = ResourceKind.titled(title)
                .orElseThrow(() -> new UnreadableRowException("there is no kind of resource named " + title));
        return new ResourceKey(kind, new Namespace(row.text()), new ResourceName(row.text()));
    }

    /** Reads what stands behind the key. */
    static Resource readBehindKey(ResourceKey key, Row row) throws SQLException, UnreadableRowException {
        int version = row.count();
        Instant changedAt = row.instant();
        ResourceDraft draft = readDocument(key.kind(), row.text());
        return new Resource(key, version, draft.labels(), draft.spec(), changedAt);
    }

    private static ResourceDraft readDocument(ResourceKind kind, String text) throws UnreadableRowException {
        try {
            return switch (ResourceDocument.read(kind, Json.parse(text))) {
                case Reading.Valid<ResourceDraft> valid -> valid.value();
                case Reading.Invalid<ResourceDraft> invalid ->
                    throw new UnreadableRowException("the definition is not valid: " + invalid.problems());
            };
        } catch (JsonException reason) {
            throw new UnreadableRowException("the definition is not JSON: " + reason.getMessage(), reason);
        }
    }
}
