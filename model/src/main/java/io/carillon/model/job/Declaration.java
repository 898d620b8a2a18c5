package io.carillon.model.job;

import io.carillon.model.AppName;
import io.carillon.model.Problem;
import io.carillon.model.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the code of an app says of a job.
 *
 * @param handler whose work the job is
 * @param edition later code has the higher number; what a lower one says no longer counts
 * @param fields what the code sets: the job's document with these fields only, without its head and its task's type, app and handler
 */
public record Declaration(AppName app, String handler, Sync sync, long edition, Json.Obj fields) {

    private static final List<String> SAID_BESIDE =
            List.of("/metadata/name", "/metadata/namespace", "/spec/task/type", "/spec/task/app", "/spec/task/handler");

    /** How it is kept. */
    public Json.Obj write() {
        return Json.object()
                .put("app", app.value())
                .put("handler", handler)
                .put("sync", CamelCase.of(sync))
                .put("edition", edition)
                .put("fields", fields)
                .build();
    }

    public static Reading<Declaration> read(Json json) {
        var problems = new ArrayList<Problem>();
        var reader = new ObjectReader(json, "", problems);
        List.of("app", "sync", "edition", "fields").forEach(reader::requirePresent);
        var app = reader.parsed("app", AppName::new);
        var handler = reader.requiredString("handler");
        var sync = reader.choice("sync", Sync.values());
        var edition = edition(reader);
        var fields = reader.object("fields");
        reader.close();
        if (!problems.isEmpty()) {
            return new Reading.Invalid<>(problems);
        }
        return new Reading.Valid<>(new Declaration(
                app.orElseThrow(),
                handler.orElseThrow(),
                sync.orElseThrow(),
                edition.orElseThrow(),
                fields.orElseThrow()));
    }

    private static Optional<Long> edition(ObjectReader reader) {
        try {
            return reader.get("edition").map(value -> ((Json.Num) value).value().longValueExact());
        } catch (ClassCastException | ArithmeticException otherwise) {
            reader.problem("edition", "wrong-type", "expected a whole number");
            return Optional.empty();
        }
    }

    /** Whether later code of the same app has spoken already. */
    public boolean isOlderThan(@Nullable Declaration other) {
        return other != null && other.app.equals(app) && other.edition > edition;
    }

    /** Everything that belongs to the code, in the form of the job's document. */
    Json.Obj document() {
        var task = Json.object()
                .put("type", TaskSpec.HANDLER)
                .put("app", app.value())
                .put("handler", handler)
                .build();
        var spec = Json.object().put("task", task).build();
        return Overlay.lay(Json.object().put("spec", spec).build(), fields);
    }

    /** Whether a job does the work that this declares, whoever made it. */
    boolean isWorkOf(Job job) {
        TaskSpec task = job.spec().task();
        return task.app().equals(app) && task.capability().equals(TaskSpec.HANDLER + ":" + handler);
    }

    /** What the code may not set among its fields, because it says it otherwise. */
    public static List<Problem> misplaced(Json.Obj fields) {
        var problems = new ArrayList<Problem>();
        for (String pointer : SAID_BESIDE) {
            if (Overlay.at(fields, pointer) != null) {
                problems.add(new Problem(pointer, "misplaced", "a declaration says this beside its fields"));
            }
        }
        return problems;
    }
}
