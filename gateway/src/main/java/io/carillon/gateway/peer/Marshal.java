package io.carillon.gateway.peer;

import io.carillon.model.JobKey;
import io.carillon.model.Namespace;
import io.carillon.model.ResourceKey;
import io.carillon.model.ResourceKind;
import io.carillon.model.ResourceName;
import io.carillon.model.RunId;
import io.carillon.model.job.Reading;
import io.carillon.model.json.Json;
import io.carillon.protocol.v1.node.NodeWire;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/** The small things that all frames between nodes are made of. What is wrong with one is an {@link IllegalArgumentException}. */
final class Marshal {

    private Marshal() {}

    static NodeWire.JobKey key(JobKey key) {
        return NodeWire.JobKey.newBuilder()
                .setNamespace(key.namespace().value())
                .setName(key.name().value())
                .build();
    }

    static JobKey key(NodeWire.JobKey key) {
        return JobKey.of(key.getNamespace(), key.getName());
    }

    static NodeWire.ResourceKey key(ResourceKey key) {
        return NodeWire.ResourceKey.newBuilder()
                .setKind(key.kind().title())
                .setNamespace(key.namespace().value())
                .setName(key.name().value())
                .build();
    }

    static ResourceKey key(NodeWire.ResourceKey key) {
        return new ResourceKey(kind(key.getKind()), new Namespace(key.getNamespace()), new ResourceName(key.getName()));
    }

    static ResourceKind kind(String title) {
        return ResourceKind.titled(title)
                .orElseThrow(() -> new IllegalArgumentException("there is no kind of resource named " + title));
    }

    static NodeWire.RunId id(RunId run) {
        return NodeWire.RunId.newBuilder().setId(run.value()).build();
    }

    static NodeWire.RunId id(Namespace namespace, RunId run) {
        return NodeWire.RunId.newBuilder()
                .setId(run.value())
                .setNamespace(namespace.value())
                .build();
    }

    static RunId id(NodeWire.RunId run) {
        return new RunId(run.getId());
    }

    static List<Long> ids(List<RunId> runs) {
        return runs.stream().map(RunId::value).toList();
    }

    static List<RunId> runs(List<Long> ids) {
        return ids.stream().map(RunId::new).toList();
    }

    static NodeWire.Nothing nothing() {
        return NodeWire.Nothing.getDefaultInstance();
    }

    static long micros(Instant instant) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, instant);
    }

    static Instant instant(long micros) {
        return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
    }

    static long micros(Duration span) {
        return span.toNanos() / 1_000;
    }

    static Duration span(long micros) {
        return Duration.of(micros, ChronoUnit.MICROS);
    }

    static Json.Obj object(String json) {
        if (json.isEmpty()) {
            return Json.Obj.EMPTY;
        }
        if (Json.parse(json) instanceof Json.Obj object) {
            return object;
        }
        throw new IllegalArgumentException("not an object: " + json);
    }

    /** A node of another version may accept what this one doesn't. */
    static <T> T valid(Reading<T> reading) {
        return switch (reading) {
            case Reading.Valid<T>(var value) -> value;
            case Reading.Invalid<T>(var problems) ->
                throw new IllegalArgumentException("this node does not accept the definition: " + problems);
        };
    }
}
