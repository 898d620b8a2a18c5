package io.carillon.cli;

import io.carillon.cli.output.Facts;
import io.carillon.cli.output.Table;
import io.carillon.cli.output.YamlWriter;
import io.carillon.client.DeclaredView;
import io.carillon.client.JobView;
import io.carillon.model.json.Json;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Jobs in words and columns. */
final class JobText {

    private static final List<String> TRIGGER_KINDS = List.of("cron", "every", "delay", "at");

    private JobText() {}

    static Table table(List<JobView> jobs) {
        var table = new Table("NAME", "VERSION", "STATE", "TRIGGERS", "TASK", "APP", "UPDATED");
        for (JobView job : jobs) {
            Json task = member(member(job.document(), "spec"), "task");
            table.row(
                    job.key().name(),
                    job.version(),
                    state(job),
                    triggers(job),
                    text(member(task, "type")),
                    text(member(task, "app")),
                    job.updatedAt());
        }
        return table;
    }

    static String facts(JobView job) {
        return new Facts()
                        .fact("Job", job.key().name())
                        .fact("Namespace", job.key().namespace())
                        .fact("Labels", labels(job.labels()))
                        .fact("Version", job.version())
                        .fact("State", state(job))
                        .fact("Created", job.createdAt())
                        .fact("Updated", job.updatedAt())
                        .fact("Declared by", declaredBy(job.declared()))
                        .fact(
                                "Orphaned since",
                                job.declared() == null ? null : job.declared().orphanedSince())
                        .text()
                + differences(job.declared())
                + "\n"
                + YamlWriter.write(member(job.document(), "spec"));
    }

    static String state(JobView job) {
        String state = job.paused() ? "paused" : "active";
        DeclaredView declared = job.declared();
        if (declared == null) {
            return state;
        }
        return state
                + (declared.orphanedSince() == null ? "" : ", orphaned")
                + (declared.differences().isEmpty() ? "" : ", differs");
    }

    private static @Nullable String declaredBy(@Nullable DeclaredView declared) {
        return declared == null
                ? null
                : "app " + declared.app() + ", handler " + declared.handler() + " (" + declared.sync() + ")";
    }

    /** Where code and server are not of one mind. */
    private static String differences(@Nullable DeclaredView declared) {
        if (declared == null || declared.differences().isEmpty()) {
            return "";
        }
        var table = new Table("DIFFERS", "CODE", "SERVER");
        declared.differences().forEach(each -> table.row(each.pointer(), json(each.code()), json(each.server())));
        return "\n" + table.text(0);
    }

    private static String json(@Nullable Json value) {
        return value == null ? "-" : value.text();
    }

    static String labels(Map<String, String> labels) {
        return labels.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(label -> label.getKey() + "=" + label.getValue())
                .collect(Collectors.joining(","));
    }

    static String triggers(JobView job) {
        return member(member(job.document(), "spec"), "triggers") instanceof Json.Arr triggers
                ? triggers.items().stream().map(JobText::trigger).collect(Collectors.joining("; "))
                : "";
    }

    private static String trigger(Json trigger) {
        for (String kind : TRIGGER_KINDS) {
            String text = text(member(trigger, kind));
            if (!text.isEmpty()) {
                return kind.equals("cron") ? text : kind + " " + text;
            }
        }
        return "";
    }

    private static Json member(Json value, String name) {
        return value instanceof Json.Obj object ? object.get(name).orElse(Json.Null.VALUE) : Json.Null.VALUE;
    }

    private static String text(Json value) {
        return value instanceof Json.Str text ? text.value() : "";
    }
}
