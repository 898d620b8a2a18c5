package io.carillon.server.rest;

import io.carillon.engine.Catalog;
import io.carillon.engine.Command;
import io.carillon.engine.Reply;
import io.carillon.gateway.answer.RunDetails;
import io.carillon.model.JobKey;
import io.carillon.model.JobName;
import io.carillon.model.Namespace;
import io.carillon.model.Problem;
import io.carillon.model.job.Job;
import io.carillon.model.job.JobDocument;
import io.carillon.model.job.JobDraft;
import io.carillon.model.job.Reading;
import io.carillon.model.json.Json;
import java.util.List;
import java.util.Optional;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Definitions: read them, change them, pause them. */
@RestController
@RequestMapping("/api/v1/namespaces/{ns}/jobs")
class JobController {

    static final int MAX_VERSIONS = RunDetails.MAX_VERSIONS;

    private final Catalog catalog;
    private final Owner owner;
    private final JobAnswer answer;

    JobController(Catalog catalog, Owner owner, JobAnswer answer) {
        this.catalog = catalog;
        this.owner = owner;
        this.answer = answer;
    }

    @GetMapping
    ResponseEntity<String> list(
            @PathVariable String ns, @RequestParam Optional<String> cursor, @RequestParam Optional<String> limit) {
        int size = Answers.limit(limit);
        List<Job> jobs = catalog.jobs(Answers.namespace(ns), Cursor.read(cursor), size + 1);
        return Answers.ok(Answers.page(
                jobs, size, answer::document, job -> job.key().name().value()));
    }

    @PostMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<String> create(
            @PathVariable String ns,
            @RequestBody(required = false) Optional<String> body,
            @RequestHeader(name = "Idempotency-Key", required = false) Optional<String> idempotencyKey) {
        JobDraft draft = draft(Answers.namespace(ns), body.orElse(""));
        Reply reply = owner.tryAsk(new Command.CreateJob(draft));
        if (reply instanceof Reply.JobSaved saved) {
            return answer.of(HttpStatus.CREATED, saved.job());
        }
        if (reply instanceof Reply.Refused refused) {
            Job there = idempotencyKey.isPresent() ? catalog.job(draft.key()).orElse(null) : null;
            if (there != null && isRepetition(refused, there, draft)) {
                return answer.of(HttpStatus.CREATED, there);
            }
            throw ApiException.refused(refused);
        }
        throw Owner.unexpected(new Command.CreateJob(draft), reply);
    }

    @GetMapping("/{name}")
    ResponseEntity<String> one(@PathVariable String ns, @PathVariable String name) {
        return answer.of(HttpStatus.OK, existing(key(ns, name)));
    }

    @PutMapping(path = "/{name}", consumes = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<String> replace(
            @PathVariable String ns,
            @PathVariable String name,
            @RequestBody(required = false) Optional<String> body,
            @RequestHeader(name = "If-Match", required = false) Optional<String> ifMatch) {
        JobKey key = key(ns, name);
        JobDraft draft = draft(key.namespace(), body.orElse(""));
        if (!draft.key().equals(key)) {
            var problem = new Problem(
                    "/metadata/name",
                    "mismatch",
                    "the document is about '" + draft.key().name() + "', the address about '" + key.name() + "'");
            throw ApiException.invalid("name-mismatch", problem.message(), List.of(problem));
        }
        return saved(new Command.ReplaceJob(draft, Expected.version(ifMatch)));
    }

    @DeleteMapping("/{name}")
    ResponseEntity<String> delete(
            @PathVariable String ns,
            @PathVariable String name,
            @RequestHeader(name = "If-Match", required = false) Optional<String> ifMatch) {
        owner.ask(new Command.DeleteJob(key(ns, name), Expected.version(ifMatch)));
        return ResponseEntity.noContent().build();
    }

    @PostMapping("/{name}:pause")
    ResponseEntity<String> pause(@PathVariable String ns, @PathVariable String name) {
        return saved(new Command.PauseJob(key(ns, name)));
    }

    @PostMapping("/{name}:resume")
    ResponseEntity<String> resume(@PathVariable String ns, @PathVariable String name) {
        return saved(new Command.ResumeJob(key(ns, name)));
    }

    @GetMapping("/{name}/versions")
    ResponseEntity<String> versions(@PathVariable String ns, @PathVariable String name) {
        JobKey key = key(ns, name);
        existing(key);
        List<Json.Obj> documents = catalog.versions(key, MAX_VERSIONS).stream()
                .map(answer::document)
                .toList();
        return Answers.ok(Answers.items(documents));
    }

    @GetMapping("/{name}/versions/{version}")
    ResponseEntity<String> version(@PathVariable String ns, @PathVariable String name, @PathVariable String version) {
        return answer.of(HttpStatus.OK, existing(key(ns, name), version));
    }

    /** The definition of then becomes a new version, checked like any edit. */
    @PostMapping("/{name}/versions/{version}:restore")
    ResponseEntity<String> restore(
            @PathVariable String ns,
            @PathVariable String name,
            @PathVariable String version,
            @RequestHeader(name = "If-Match", required = false) Optional<String> ifMatch) {
        Job then = existing(key(ns, name), version);
        return saved(new Command.ReplaceJob(
                new JobDraft(then.key(), then.labels(), then.spec()), Expected.version(ifMatch)));
    }

    static JobKey key(String ns, String name) {
        return new JobKey(Answers.namespace(ns), Answers.named("job", name, JobName::new));
    }

    private Job existing(JobKey key) {
        return catalog.job(key).orElseThrow(() -> ApiException.notFound("job-not-found", "there is no job " + key));
    }

    private Job existing(JobKey key, String version) {
        int wanted = Answers.number("version", Optional.of(version), 1, Integer.MAX_VALUE)
                .orElseThrow();
        existing(key);
        return catalog.versions(key, Integer.MAX_VALUE).stream()
                .filter(job -> job.version() == wanted)
                .findFirst()
                .orElseThrow(
                        () -> ApiException.notFound("version-not-found", "job " + key + " has no version " + wanted));
    }

    private ResponseEntity<String> saved(Command command) {
        if (owner.ask(command) instanceof Reply.JobSaved saved) {
            return answer.of(HttpStatus.OK, saved.job());
        }
        throw new IllegalStateException("not answered with a job: " + command);
    }

    private static JobDraft draft(Namespace namespace, String body) {
        return switch (JobDocument.read(Answers.parse(body), namespace)) {
            case Reading.Valid<JobDraft> valid -> valid.value();
            case Reading.Invalid<JobDraft> invalid ->
                throw ApiException.invalid("invalid-document", "the document is not a valid job", invalid.problems());
        };
    }

    /** The same creation asked for a second time, because its first answer was lost. */
    private static boolean isRepetition(Reply.Refused refused, Job there, JobDraft draft) {
        return refused.kind() == Reply.Kind.CONFLICT
                && there.version() == 1
                && there.labels().equals(draft.labels())
                && there.spec().equals(draft.spec());
    }
}
