package io.carillon.model.job;

import io.carillon.model.JobKey;
import io.carillon.model.JobName;
import io.carillon.model.Problem;
import io.carillon.model.json.Json;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of a job that code declares. Each field has one owner: what the code sets belongs to the code, what it leaves out to
 * the server.
 */
public sealed interface DeclaredMerge {

    /** There is none: it shall be made. */
    record Create(JobDraft draft) implements DeclaredMerge {}

    /** The job stays as it is; what the code says is noted beside it. */
    record Keep(JobDraft draft, List<Difference> differences) implements DeclaredMerge {}

    /** The fields of the code get the code's values. */
    record Change(JobDraft draft, List<Difference> differences) implements DeclaredMerge {}

    /** Later code has spoken about the job already. */
    record Older(List<Difference> differences) implements DeclaredMerge {}

    /** Somebody deleted it on the server, though code declared it. */
    record Deleted() implements DeclaredMerge {}

    /** The job of that name is other work. */
    record Taken(Job by) implements DeclaredMerge {}

    record Invalid(List<Problem> problems) implements DeclaredMerge {}

    /**
     * Decides.
     *
     * @param there the job as it is; null if there is none
     * @param deleted what code said of the job of that name that was deleted last; null if there was none that code declared
     */
    static DeclaredMerge of(JobKey key, Declaration said, @Nullable Job there, @Nullable Declaration deleted) {
        if (there == null) {
            return absent(key, said, deleted);
        }
        Declaration known = there.declared();
        boolean ours = known != null && known.app().equals(said.app());
        if (!ours && !said.isWorkOf(there)) {
            return new Taken(there);
        }
        return switch (laidOver(said, there)) {
            case Reading.Invalid<JobDraft> invalid -> new Invalid(invalid.problems());
            case Reading.Valid<JobDraft> merged -> {
                List<Difference> differences = differences(said, there);
                if (said.isOlderThan(known)) {
                    yield new Older(differences);
                }
                yield differences.isEmpty() || said.sync() == Sync.CREATE
                        ? new Keep(there.draft(), differences)
                        : new Change(merged.value(), differences);
            }
        };
    }

    /** Where a job is not as the code says. */
    static List<Difference> differences(Declaration said, Job there) {
        Json.Obj after = switch (laidOver(said, there)) {
            case Reading.Valid<JobDraft>(JobDraft draft) ->
                JobDocument.write(draft.key(), draft.labels(), draft.spec());
            case Reading.Invalid<JobDraft> _ -> raw(said, there);
        };
        return Overlay.differences(said.document(), JobDocument.write(there), after);
    }

    private static DeclaredMerge absent(JobKey key, Declaration said, @Nullable Declaration deleted) {
        if (said.sync() == Sync.CREATE && deleted != null && deleted.app().equals(said.app())) {
            return new Deleted();
        }
        Json.Obj document = Overlay.lay(said.document(), head(key, Map.of()).write(JobDocument.KIND, Json.Obj.EMPTY));
        return switch (JobDocument.read(document)) {
            case Reading.Valid<JobDraft>(JobDraft draft) -> new Create(draft);
            case Reading.Invalid<JobDraft>(var problems) -> new Invalid(problems);
        };
    }

    private static Reading<JobDraft> laidOver(Declaration said, Job there) {
        return JobDocument.read(raw(said, there));
    }

    /** Settings of a task of another type would be none of a handler's. */
    private static Json.Obj raw(Declaration said, Job there) {
        Map<String, Json> spec =
                new LinkedHashMap<>(SpecWriter.write(there.spec()).members());
        spec.put(
                "task",
                Json.object().put("params", there.spec().task().params()).build());
        Json.Obj document = head(there.key(), there.labels()).write(JobDocument.KIND, new Json.Obj(spec));
        return Overlay.lay(said.document(), document);
    }

    private static DocumentHead<JobName> head(JobKey key, Map<String, String> labels) {
        return new DocumentHead<>(key.namespace(), Optional.of(key.name()), labels);
    }
}
