package io.carillon.worker.declare;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A job as code declares it: whose work it is, its name, and the fields that the code sets. What is not set belongs to the server.
 * The fields have the names and the form that they have in a job's document; the server checks them.
 */
public final class JobDeclaration {

    private final String handler;
    private final String name;
    private final String namespace;
    private final @Nullable Sync sync;
    private final Map<String, Object> fields;

    private JobDeclaration(
            String handler, String name, String namespace, @Nullable Sync sync, Map<String, Object> fields) {
        this.handler = handler;
        this.name = name;
        this.namespace = namespace;
        this.sync = sync;
        this.fields = fields;
    }

    /** A job of the handler's name, which runs when somebody asks for it. */
    public static JobDeclaration of(String handler) {
        return new JobDeclaration(handler, handler, "default", null, Map.of());
    }

    public JobDeclaration named(String job) {
        return new JobDeclaration(handler, job, namespace, sync, fields);
    }

    public JobDeclaration in(String space) {
        return new JobDeclaration(handler, name, space, sync, fields);
    }

    /** What this one does to a job that is there already; as the worker does, if not given. */
    public JobDeclaration sync(Sync chosen) {
        return new JobDeclaration(handler, name, namespace, chosen, fields);
    }

    /** Fires by a cron expression, in UTC. */
    public JobDeclaration cron(String expression) {
        return triggers(List.of(Map.of("cron", expression)));
    }

    /** Fires by a cron expression. */
    public JobDeclaration cron(String expression, String zone) {
        return triggers(List.of(Map.of("cron", expression, "zone", zone)));
    }

    /** Fires at equal distances: {@code "30s"}. */
    public JobDeclaration every(String span) {
        return triggers(List.of(Map.of("every", span)));
    }

    /** Fires for these reasons, each with the fields that a trigger has: {@code Map.of("cron", "0 3 * * *", "jitter", "5m")}. */
    public JobDeclaration triggers(List<? extends Map<String, ?>> triggers) {
        return set("triggers", List.copyOf(triggers));
    }

    /** How long an attempt may take: {@code "30s"}. */
    public JobDeclaration timeout(String span) {
        return set("timeout", span);
    }

    /**
     * Sets a field of the document's {@code spec}.
     *
     * @param path the field's name; of a field of a field, both with a dot between: {@code "retry.maxAttempts"}
     * @param value a text, a number, a boolean, a map or a list of such; null says that there is to be none
     */
    public JobDeclaration set(String path, @Nullable Object value) {
        return with("spec." + path, value);
    }

    /** The params that a run is given unless whoever asks for it says otherwise. */
    public JobDeclaration params(Map<String, ?> params) {
        return set("task.params", params);
    }

    public JobDeclaration label(String label, String value) {
        var labels = new LinkedHashMap<String, Object>(child(child(fields, "metadata"), "labels"));
        labels.put(label, value);
        return with("metadata.labels", labels);
    }

    public String handler() {
        return handler;
    }

    public String name() {
        return name;
    }

    public String namespace() {
        return namespace;
    }

    @Nullable
    Sync sync() {
        return sync;
    }

    String fieldsJson() {
        return JsonText.of(fields);
    }

    private JobDeclaration with(String path, @Nullable Object value) {
        return new JobDeclaration(handler, name, namespace, sync, with(fields, path, value));
    }

    private static Map<String, Object> with(Map<String, Object> there, String path, @Nullable Object value) {
        var changed = new LinkedHashMap<String, Object>(there);
        int dot = path.indexOf('.');
        if (dot < 0) {
            changed.put(path, value == null ? JsonText.Nothing.NULL : value);
        } else {
            String first = path.substring(0, dot);
            changed.put(first, with(child(there, first), path.substring(dot + 1), value));
        }
        return Collections.unmodifiableMap(changed);
    }

    private static Map<String, Object> child(Map<String, Object> fields, String name) {
        var copy = new LinkedHashMap<String, Object>();
        if (fields.get(name) instanceof Map<?, ?> map) {
            map.forEach((key, value) -> copy.put(Objects.toString(key), Objects.requireNonNull(value)));
        }
        return copy;
    }
}
