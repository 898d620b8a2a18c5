package io.carillon.server.rest;

import io.carillon.engine.Catalog;
import io.carillon.engine.Command;
import io.carillon.engine.Reply;
import io.carillon.model.Problem;
import io.carillon.model.ResourceKey;
import io.carillon.model.ResourceKind;
import io.carillon.model.ResourceName;
import io.carillon.model.job.Reading;
import io.carillon.model.job.Resource;
import io.carillon.model.job.ResourceDocument;
import io.carillon.model.job.ResourceDraft;
import io.carillon.model.json.Json;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Component;

/** What the addresses of every kind of resource have in common. */
@Component
final class Resources {

    private final Catalog catalog;
    private final Owner owner;

    Resources(Catalog catalog, Owner owner) {
        this.catalog = catalog;
        this.owner = owner;
    }

    static ResourceKey key(ResourceKind kind, String ns, String name) {
        return new ResourceKey(kind, Answers.namespace(ns), Answers.named(kind.word(), name, ResourceName::new));
    }

    ResponseEntity<String> list(ResourceKind kind, String ns, Optional<String> cursor, Optional<String> limit) {
        int size = Answers.limit(limit);
        List<Resource> found = catalog.resources(kind, Answers.namespace(ns), Cursor.read(cursor), size + 1);
        return Answers.ok(Answers.page(
                found,
                size,
                Resources::document,
                resource -> resource.key().name().value()));
    }

    ResponseEntity<String> one(ResourceKey key) {
        return answer(HttpStatus.OK, existing(key));
    }

    ResponseEntity<String> put(ResourceKey key, String body, @Nullable Integer expected) {
        ResourceDraft draft = draft(key, body);
        if (!draft.key().equals(key)) {
            String message =
                    "the document is about '" + draft.key().name() + "', the address about '" + key.name() + "'";
            throw ApiException.invalid(
                    "name-mismatch", message, List.of(new Problem("/metadata/name", "mismatch", message)));
        }
        return save(draft, expected);
    }

    ResponseEntity<String> save(ResourceDraft draft, @Nullable Integer expected) {
        var command = new Command.PutResource(draft, expected);
        if (owner.ask(command) instanceof Reply.ResourceSaved saved) {
            return answer(saved.created() ? HttpStatus.CREATED : HttpStatus.OK, saved.resource());
        }
        throw new IllegalStateException("not answered with a resource: " + command);
    }

    ResponseEntity<String> delete(ResourceKey key, @Nullable Integer expected) {
        owner.ask(new Command.DeleteResource(key, expected));
        return ResponseEntity.noContent().build();
    }

    Optional<Resource> find(ResourceKey key) {
        return catalog.resource(key);
    }

    Resource existing(ResourceKey key) {
        return find(key)
                .orElseThrow(() -> ApiException.notFound(key.kind().word() + "-not-found", "there is no " + key));
    }

    private static ResourceDraft draft(ResourceKey key, String body) {
        return switch (ResourceDocument.read(key.kind(), Answers.parse(body), key.namespace())) {
            case Reading.Valid<ResourceDraft> valid -> valid.value();
            case Reading.Invalid<ResourceDraft> invalid ->
                throw ApiException.invalid(
                        "invalid-document",
                        "the document is not a valid " + key.kind().word(),
                        invalid.problems());
        };
    }

    private static Json.Obj document(Resource resource) {
        Map<String, Json> members =
                new LinkedHashMap<>(ResourceDocument.write(resource).members());
        members.put(
                "status",
                Json.object()
                        .put("version", resource.version())
                        .put("changedAt", resource.changedAt().toString())
                        .build());
        return new Json.Obj(members);
    }

    private static ResponseEntity<String> answer(HttpStatus status, Resource resource) {
        return ResponseEntity.status(status)
                .eTag("\"" + resource.version() + "\"")
                .contentType(MediaType.APPLICATION_JSON)
                .body(document(resource).text());
    }
}
