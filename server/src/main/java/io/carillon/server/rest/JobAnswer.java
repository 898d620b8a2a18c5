package io.carillon.server.rest;

import io.carillon.gateway.LiveDeclarations;
import io.carillon.model.job.CamelCase;
import io.carillon.model.job.Declaration;
import io.carillon.model.job.DeclaredMerge;
import io.carillon.model.job.Difference;
import io.carillon.model.job.Job;
import io.carillon.model.job.JobDocument;
import io.carillon.model.json.Json;
import io.carillon.server.node.Node;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Component;

/** A job as the API shows it: its document, and how it stands. */
@Component
final class JobAnswer {

    private final LiveDeclarations live;

    JobAnswer(Node node) {
        this.live = node.declared();
    }

    Json.Obj document(Job job) {
        var status = Json.object()
                .put("version", job.version())
                .put("paused", job.paused())
                .put("createdAt", job.createdAt().toString())
                .put("updatedAt", job.updatedAt().toString());
        if (job.declared() != null) {
            status.put("declared", declared(job, job.declared()));
        }
        Map<String, Json> members = new LinkedHashMap<>(JobDocument.write(job).members());
        members.put("status", status.build());
        return new Json.Obj(members);
    }

    ResponseEntity<String> of(HttpStatus status, Job job) {
        return ResponseEntity.status(status)
                .eTag("\"" + job.version() + "\"")
                .contentType(MediaType.APPLICATION_JSON)
                .body(document(job).text());
    }

    private Json.Obj declared(Job job, Declaration said) {
        var declared = Json.object()
                .put("app", said.app().value())
                .put("handler", said.handler())
                .put("sync", CamelCase.of(said.sync()))
                .put(
                        "differences",
                        Json.array(DeclaredMerge.differences(said, job).stream()
                                .map(JobAnswer::difference)
                                .toList()));
        live.orphanedSince(job).ifPresent(since -> declared.put("orphanedSince", since.toString()));
        return declared.build();
    }

    private static Json difference(Difference difference) {
        var out = Json.object().put("pointer", difference.pointer());
        if (difference.code() != null) {
            out.put("code", difference.code());
        }
        if (difference.server() != null) {
            out.put("server", difference.server());
        }
        return out.build();
    }
}
