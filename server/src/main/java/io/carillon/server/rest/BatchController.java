package io.carillon.server.rest;

import io.carillon.engine.Catalog;
import io.carillon.engine.Command;
import io.carillon.engine.Reply;
import io.carillon.gateway.BatchLimits;
import io.carillon.gateway.KeyedBatch;
import io.carillon.model.JobKey;
import io.carillon.model.JobName;
import io.carillon.model.Namespace;
import io.carillon.model.Problem;
import io.carillon.model.RunId;
import io.carillon.model.job.ObjectReader;
import io.carillon.model.json.Json;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Many runs of one job, asked for together: all of them become durable, or none does. */
@RestController
@RequestMapping("/api/v1/namespaces/{ns}")
class BatchController {

    static final String PATH = "/runs:batch";

    private final Catalog catalog;
    private final Owner owner;
    private final InstantSource clock;

    BatchController(Catalog catalog, Owner owner, InstantSource clock) {
        this.catalog = catalog;
        this.owner = owner;
        this.clock = clock;
    }

    @PostMapping(path = PATH, consumes = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<String> trigger(
            @PathVariable String ns,
            @RequestBody(required = false) Optional<String> body,
            @RequestHeader(name = "Idempotency-Key", required = false) Optional<String> idempotencyKey) {
        Command.TriggerBatch asked = command(Answers.namespace(ns), Answers.parse(body.orElse("")), idempotencyKey);
        KeyedBatch batch = KeyedBatch.lookUp(asked, catalog, clock);
        List<RunId> made = batch.isRepeated() ? List.of() : make(batch.command());
        var ids =
                batch.inOrder(made).stream().map(run -> Json.of(run.toString())).toList();
        return Answers.json(
                batch.isRepeated() ? HttpStatus.OK : HttpStatus.CREATED,
                Json.object().put("ids", Json.array(ids)).build());
    }

    private List<RunId> make(Command batch) {
        return switch (owner.ask(batch)) {
            case Reply.RunsMade made -> made.runs();
            case Reply other -> throw Owner.unexpected(batch, other);
        };
    }

    private static Command.TriggerBatch command(Namespace namespace, Json body, Optional<String> idempotencyKey) {
        var problems = new ArrayList<Problem>();
        var reader = new ObjectReader(body, "", problems);
        reader.requirePresent("job");
        Optional<JobName> job = reader.parsed("job", JobName::new);
        reader.requirePresent("runs");
        List<Json> items = reader.array("runs", BatchLimits.MAX_RUNS);
        reader.close();
        var asked = new ArrayList<RunRequest>();
        for (int i = 0; i < items.size() && problems.size() < BatchLimits.MAX_PROBLEMS; i++) {
            int number = i;
            asked.add(RunRequest.read(
                    reader.item("runs", i, items.get(i)), idempotencyKey.map(key -> key + "/" + number)));
        }
        RunRequest.refuse(problems);
        var key = new JobKey(namespace, job.orElseThrow());
        return new Command.TriggerBatch(
                key,
                asked.stream()
                        .map(one -> new Command.TriggerJob(key, one.params(), one.at(), one.key(), one.priority()))
                        .toList());
    }
}
