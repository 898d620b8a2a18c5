package io.carillon.client;

import io.carillon.model.json.Json;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What code says of a job.
 *
 * @param app whose code it is
 * @param sync what that does to the job: {@code create} or {@code enforce}
 * @param differences the fields that are not as the code says
 * @param orphanedSince since when workers of the app declare jobs and none declares this one; null if one does, or none is there
 */
public record DeclaredView(
        String app,
        String handler,
        String sync,
        List<Difference> differences,
        @Nullable Instant orphanedSince) {

    public DeclaredView {
        differences = List.copyOf(differences);
    }

    /**
     * A field.
     *
     * @param pointer a JSON pointer into the job's document
     * @param code what the code sets; null where it says that there is to be nothing
     * @param server what is there; null where there is nothing
     */
    public record Difference(
            String pointer, @Nullable Json code, @Nullable Json server) {

        static Difference of(Json json) {
            var fields = Fields.of("difference", json);
            return new Difference(fields.string("pointer"), fields.valueOrNull("code"), fields.valueOrNull("server"));
        }
    }

    static @Nullable DeclaredView of(Json.@Nullable Obj json) {
        if (json == null) {
            return null;
        }
        var fields = new Fields("declared", json);
        return new DeclaredView(
                fields.string("app"),
                fields.string("handler"),
                fields.string("sync"),
                fields.items("differences").stream().map(Difference::of).toList(),
                fields.instantOrNull("orphanedSince"));
    }
}
