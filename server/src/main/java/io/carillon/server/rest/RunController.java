package io.carillon.server.rest;

import io.carillon.engine.Catalog;
import io.carillon.engine.Command;
import io.carillon.engine.Reply;
import io.carillon.engine.RunFilter;
import io.carillon.gateway.answer.RunAnswer;
import io.carillon.gateway.answer.RunDetails;
import io.carillon.model.JobKey;
import io.carillon.model.JobName;
import io.carillon.model.RunId;
import io.carillon.model.job.Instants;
import io.carillon.model.json.Json;
import io.carillon.model.run.Run;
import io.carillon.model.run.RunStatus;
import io.carillon.server.node.Node;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Runs: ask for them, follow them, cancel them. */
@RestController
@RequestMapping("/api/v1/namespaces/{ns}")
class RunController {

    private final Catalog catalog;
    private final Owner owner;
    private final StoredRuns stored;
    private final RunDetails details;
    private final Node node;
    private final InstantSource clock;

    RunController(Catalog catalog, Owner owner, Node node, InstantSource clock) {
        this.catalog = catalog;
        this.owner = owner;
        this.stored = new StoredRuns(catalog);
        this.clock = clock;
        this.node = node;
        this.details = new RunDetails(catalog, owner::tryAsk, clock, node::ownerOf);
    }

    @PostMapping(path = "/jobs/{name}:trigger", consumes = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<String> trigger(
            @PathVariable String ns,
            @PathVariable String name,
            @RequestBody(required = false) Optional<String> body,
            @RequestHeader(name = "Idempotency-Key", required = false) Optional<String> idempotencyKey) {
        JobKey key = JobController.key(ns, name);
        RunRequest asked = RunRequest.read(body, idempotencyKey);
        var command = new Command.TriggerJob(key, asked.params(), asked.at(), asked.key(), asked.priority());
        Instant since = clock.instant();
        if (command.runKey() != null) {
            Optional<RunId> earlier = catalog.requested(key, command.runKey());
            if (earlier.isPresent()) {
                return Answers.ok(document(stored.existing(key.namespace(), earlier.get())));
            }
        }
        return switch (owner.ask(command.runKey() == null ? command : new Command.LookedUp(command, since))) {
            case Reply.RunMade made -> Answers.json(HttpStatus.CREATED, document(made.run()));
            case Reply.RunRepeated repeated -> Answers.ok(document(stored.existing(key.namespace(), repeated.run())));
            case Reply other -> throw Owner.unexpected(command, other);
        };
    }

    @GetMapping("/runs")
    ResponseEntity<String> list(
            @PathVariable String ns,
            @RequestParam Optional<String> job,
            @RequestParam Optional<String> state,
            @RequestParam Optional<String> from,
            @RequestParam Optional<String> to,
            @RequestParam Optional<String> dead,
            @RequestParam Optional<String> shardOf,
            @RequestParam Optional<String> cursor,
            @RequestParam Optional<String> limit) {
        int size = Answers.limit(limit);
        JobName name = job.map(text -> Answers.named("job", text, JobName::new)).orElse(null);
        var filter = new RunFilter(
                        Answers.namespace(ns),
                        name,
                        statuses(state),
                        instant("from", from),
                        instant("to", to),
                        Answers.flag("dead", dead),
                        run("shardOf", shardOf),
                        position(Cursor.read(cursor)))
                .at(clock.instant());
        List<Run> runs = catalog.runs(filter, size + 1);
        return Answers.ok(Answers.page(runs, size, this::document, run -> run.scheduledAt() + " " + run.id()));
    }

    @GetMapping("/runs/{id}")
    ResponseEntity<String> one(@PathVariable String ns, @PathVariable String id) {
        return Answers.ok(details.of(stored.existing(Answers.namespace(ns), id)));
    }

    @PostMapping("/runs/{id}:cancel")
    ResponseEntity<String> cancel(@PathVariable String ns, @PathVariable String id) {
        Run run = stored.existing(Answers.namespace(ns), id);
        if (run.state().status().isFinal()) {
            throw new ApiException(
                    HttpStatus.CONFLICT,
                    "run-ended",
                    "run " + id + " has ended: " + run.state().status());
        }
        owner.ask(new Command.CancelRun(run));
        return one(ns, id);
    }

    private Json document(Run run) {
        return RunAnswer.document(run, node.ownerOf(run.id()));
    }

    private static Set<RunStatus> statuses(Optional<String> states) {
        var statuses = EnumSet.noneOf(RunStatus.class);
        for (String text : states.map(list -> list.split(",", -1)).orElse(new String[0])) {
            try {
                statuses.add(RunStatus.valueOf(text.trim().toUpperCase(Locale.ROOT)));
            } catch (IllegalArgumentException unknown) {
                throw ApiException.badParameter(
                        "state", "expected some of " + Arrays.toString(RunStatus.values()) + ", not '" + text + "'");
            }
        }
        return statuses;
    }

    private static @Nullable Instant instant(String name, Optional<String> text) {
        return text.map(given -> Instants.parse(given)
                        .orElseThrow(() ->
                                ApiException.badParameter(name, "expected " + Instants.RULE + ", not '" + given + "'")))
                .orElse(null);
    }

    private static @Nullable RunId run(String name, Optional<String> text) {
        return text.map(given -> RunId.parse(given)
                        .orElseThrow(
                                () -> ApiException.badParameter(name, "expected the id of a run, not '" + given + "'")))
                .orElse(null);
    }

    private static RunFilter.@Nullable Position position(Optional<String> key) {
        return key.map(text -> {
                    String[] parts = text.split(" ", 2);
                    Optional<Instant> at = Instants.parse(parts[0]);
                    Optional<RunId> id = parts.length == 2 ? RunId.parse(parts[1]) : Optional.empty();
                    if (at.isEmpty() || id.isEmpty()) {
                        throw ApiException.badParameter("cursor", "it is not one that this list has given");
                    }
                    return new RunFilter.Position(at.get(), id.get());
                })
                .orElse(null);
    }
}
