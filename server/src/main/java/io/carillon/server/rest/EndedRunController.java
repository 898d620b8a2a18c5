package io.carillon.server.rest;

import io.carillon.engine.Catalog;
import io.carillon.engine.Command;
import io.carillon.engine.Reply;
import io.carillon.gateway.answer.RunAnswer;
import io.carillon.model.Namespace;
import io.carillon.model.RunId;
import io.carillon.model.json.Json;
import io.carillon.model.run.Run;
import io.carillon.server.node.Node;
import java.time.Instant;
import java.time.InstantSource;
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

/** Runs that have ended: ask for their work again, or take them off the list of dead letters. */
@RestController
@RequestMapping("/api/v1/namespaces/{ns}/runs")
class EndedRunController {

    private final Catalog catalog;
    private final Owner owner;
    private final StoredRuns stored;
    private final Node node;
    private final InstantSource clock;

    EndedRunController(Catalog catalog, Owner owner, Node node, InstantSource clock) {
        this.catalog = catalog;
        this.clock = clock;
        this.owner = owner;
        this.stored = new StoredRuns(catalog);
        this.node = node;
    }

    @PostMapping(path = "/{id}:rerun", consumes = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<String> rerun(
            @PathVariable String ns,
            @PathVariable String id,
            @RequestBody(required = false) Optional<String> body,
            @RequestHeader(name = "Idempotency-Key", required = false) Optional<String> idempotencyKey) {
        Namespace namespace = Answers.namespace(ns);
        RunRequest asked = RunRequest.read(body, idempotencyKey);
        Run former = stored.existing(namespace, id);
        if (!former.state().status().isFinal()) {
            throw new ApiException(
                    HttpStatus.CONFLICT, "run-not-ended", "run " + id + " has not ended; it can't be rerun");
        }
        Instant since = clock.instant();
        if (asked.key() != null) {
            Optional<RunId> earlier = catalog.rerun(former.id(), asked.key());
            if (earlier.isPresent()) {
                return Answers.ok(document(namespace, earlier.get()));
            }
        }
        var command = new Command.RerunRun(former, asked.params(), asked.at(), asked.key(), asked.priority());
        return switch (owner.ask(command.key() == null ? command : new Command.LookedUp(command, since))) {
            case Reply.RunMade made -> Answers.json(HttpStatus.CREATED, document(made.run()));
            case Reply.RunRepeated repeated -> Answers.ok(document(namespace, repeated.run()));
            case Reply other -> throw Owner.unexpected(command, other);
        };
    }

    @PostMapping("/{id}:discard")
    ResponseEntity<String> discard(@PathVariable String ns, @PathVariable String id) {
        Namespace namespace = Answers.namespace(ns);
        Run run = stored.existing(namespace, id);
        if (run.sequel().dead() != null) {
            owner.ask(new Command.DiscardRun(run.id()));
        } else if (run.sequel().discardedAt() == null) {
            throw new ApiException(HttpStatus.CONFLICT, "not-dead", "run " + id + " is not a dead letter");
        }
        return Answers.ok(document(namespace, run.id()));
    }

    private Json document(Namespace namespace, RunId run) {
        return document(stored.existing(namespace, run));
    }

    private Json document(Run run) {
        return RunAnswer.document(run, node.ownerOf(run.id()));
    }
}
