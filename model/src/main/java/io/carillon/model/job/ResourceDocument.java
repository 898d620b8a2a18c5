package io.carillon.model.job;

import io.carillon.model.Namespace;
import io.carillon.model.Problem;
import io.carillon.model.ResourceKey;
import io.carillon.model.ResourceKind;
import io.carillon.model.ResourceName;
import io.carillon.model.json.Json;
import java.util.ArrayList;
import java.util.Optional;

/** The document form of a resource ({@code kind: Calendar}, {@code kind: Limit}): from JSON with every problem named, and back. */
public final class ResourceDocument {

    private ResourceDocument() {}

    /** Reads a document that names its own namespace, or leaves it to the default one. */
    public static Reading<ResourceDraft> read(ResourceKind kind, Json json) {
        return read(kind, json, Namespace.DEFAULT, false);
    }

    /** Reads a document sent to a namespace's address: one that names another namespace is a mistake. */
    public static Reading<ResourceDraft> read(ResourceKind kind, Json json, Namespace namespace) {
        return read(kind, json, namespace, true);
    }

    private static Reading<ResourceDraft> read(ResourceKind kind, Json json, Namespace namespace, boolean fixed) {
        var problems = new ArrayList<Problem>();
        var root = new ObjectReader(json, "", problems);
        DocumentHead<ResourceName> head = DocumentHead.read(root, kind.title(), ResourceName::new, namespace, fixed);
        String name = head.name().map(ResourceName::value).orElse("");
        Optional<ResourceSpec> spec =
                root.get("spec").isPresent() ? spec(kind, name, root.nested("spec")) : Optional.empty();
        root.close();
        if (!problems.isEmpty()) {
            return new Reading.Invalid<>(problems);
        }
        var key = new ResourceKey(kind, head.namespace(), head.name().orElseThrow());
        return new Reading.Valid<>(new ResourceDraft(key, head.labels(), spec.orElseThrow()));
    }

    /** The document of a resource. Reading it back gives the same definition. */
    public static Json.Obj write(Resource resource) {
        return write(new ResourceDraft(resource.key(), resource.labels(), resource.spec()));
    }

    public static Json.Obj write(ResourceDraft draft) {
        ResourceKey key = draft.key();
        return new DocumentHead<>(key.namespace(), Optional.of(key.name()), draft.labels())
                .write(key.kind().title(), write(draft.spec()));
    }

    private static Optional<ResourceSpec> spec(ResourceKind kind, String name, ObjectReader spec) {
        return switch (kind) {
            case CALENDAR -> CalendarReader.read(name, spec).map(calendar -> calendar);
            case LIMIT -> GuardReader.limit(spec).map(limit -> limit);
        };
    }

    private static Json write(ResourceSpec spec) {
        return switch (spec) {
            case CalendarSpec calendar -> CalendarWriter.write(calendar);
            case LimitSpec limit -> GuardReader.write(limit);
        };
    }
}
