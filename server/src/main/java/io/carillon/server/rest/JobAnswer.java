package io.carillon.server.rest;

import io.carillon.model.job.Job;
import io.carillon.model.job.JobDocument;
import io.carillon.model.json.Json;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;

/** A job as the API shows it: its document, and how it stands. */
final class JobAnswer {

    private JobAnswer() {}

    static Json.Obj document(Job job) {
        Map<String, Json> members = new LinkedHashMap<>(JobDocument.write(job).members());
        members.put(
                "status",
                Json.object()
                        .put("version", job.version())
                        .put("paused", job.paused())
                        .put("createdAt", job.createdAt().toString())
                        .put("updatedAt", job.updatedAt().toString())
                        .build());
        return new Json.Obj(members);
    }

    static ResponseEntity<String> of(HttpStatus status, Job job) {
        return ResponseEntity.status(status)
                .eTag("\"" + job.version() + "\"")
                .contentType(MediaType.APPLICATION_JSON)
                .body(document(job).text());
    }
}
