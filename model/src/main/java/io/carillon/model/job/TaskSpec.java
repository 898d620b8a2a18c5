package io.carillon.model.job;

import io.carillon.model.AppName;
import io.carillon.model.json.Json;

/**
 * What a job does and which pool does it.
 *
 * @param settings the fields of the task's own type: a script, a URL, a handler's name
 * @param params what a run may override; the task sees them as data
 */
public record TaskSpec(String type, AppName app, Json.Obj settings, Json.Obj params) {

    /** The type of a task written in Java on a worker. */
    public static final String HANDLER = "handler";

    /** What a worker must announce to be given this task: its type, or the handler by name. */
    public String capability() {
        if (type.equals(HANDLER) && settings.members().get("handler") instanceof Json.Str name) {
            return HANDLER + ":" + name.value();
        }
        return type;
    }
}
