package io.carillon.server.rest;

import io.carillon.engine.Catalog;
import io.carillon.engine.Command;
import io.carillon.engine.Reply;
import io.carillon.gateway.CallbackKeys;
import io.carillon.gateway.answer.RunAnswer;
import io.carillon.model.RunId;
import io.carillon.model.Token;
import io.carillon.model.WorkerId;
import io.carillon.model.json.Json;
import io.carillon.model.run.Attempt;
import io.carillon.model.run.Run;
import io.carillon.model.run.RunState;
import io.carillon.server.node.Node;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Optional;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestAttribute;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** How something ended that an attempt began and that went on elsewhere: said by whoever did it, or by an operator in his stead. */
@RestController
@RequestMapping("/api/v1/namespaces/{ns}")
public class CallbackController {

    /** Under which attribute of the request stands who calls back: whoever let him in has recognised him. */
    public static final String CALLER = "io.carillon.caller";

    private static final String CALLBACK_LATE = "callback-late";

    private final Owner owner;
    private final StoredRuns stored;
    private final Node node;
    private final Outcomes outcomes;

    CallbackController(Catalog catalog, Owner owner, Node node, MeterRegistry registry) {
        this.owner = owner;
        this.stored = new StoredRuns(catalog);
        this.node = node;
        this.outcomes = new Outcomes(registry);
    }

    /** What became of callbacks, counted. */
    private record Outcomes(Counter accepted, Counter repeated, Counter late, Counter unavailable) {

        Outcomes(MeterRegistry registry) {
            this(
                    counter(registry, "accepted"),
                    counter(registry, "repeated"),
                    counter(registry, "late"),
                    counter(registry, "unavailable"));
        }

        private static Counter counter(MeterRegistry registry, String outcome) {
            return Counter.builder("carillon.callbacks")
                    .description(
                            "Callbacks of those who went on with what an attempt had begun, by what became of them")
                    .tag("outcome", outcome)
                    .register(registry);
        }
    }

    @PostMapping("/callbacks/{token}")
    ResponseEntity<String> callBack(
            @PathVariable String ns,
            @RequestAttribute(CALLER) CallbackKeys.Caller caller,
            @RequestBody(required = false) Optional<String> body) {
        var said = CallbackRequest.read(body);
        Run run = stored.existing(Answers.namespace(ns), caller.run());
        if (run.state() instanceof RunState.Final) {
            return afterTheEnd(run, caller);
        }
        var command = new Command.CallBack(said.report(caller.run(), caller.attempt()), caller.worker());
        return switch (owner.tryAsk(command)) {
            case Reply.CallbackTaken taken -> {
                outcomes.accepted().increment();
                yield answer(taken.run(), true);
            }
            case Reply.Refused late
            when late.code().equals(CALLBACK_LATE) ->
                afterTheEnd(stored.existing(run.job().namespace(), run.id()), caller);
            case Reply.Refused refused -> {
                outcomes.unavailable().increment();
                throw ApiException.refused(refused);
            }
            case Reply other -> throw Owner.unexpected(command, other);
        };
    }

    /** Who has not heard an answer calls again, and is told so: what he said before has decided already. */
    private ResponseEntity<String> afterTheEnd(Run run, CallbackKeys.Caller caller) {
        Attempt last = RunAnswer.attemptOf(run.state());
        if (run.state() instanceof RunState.Final
                && last != null
                && last.token().equals(caller.attempt())) {
            outcomes.repeated().increment();
            return answer(run.id(), false);
        }
        outcomes.late().increment();
        throw new ApiException(
                HttpStatus.CONFLICT,
                CALLBACK_LATE,
                "attempt " + caller.attempt().attempt() + " of run " + run.id() + " has ended without this");
    }

    private static ResponseEntity<String> answer(RunId run, boolean accepted) {
        return Answers.ok(Json.object()
                .put("run", run.toString())
                .put("accepted", accepted)
                .build());
    }

    @PostMapping("/runs/{id}:complete")
    ResponseEntity<String> complete(
            @PathVariable String ns, @PathVariable String id, @RequestBody(required = false) Optional<String> body) {
        var said = CallbackRequest.read(body);
        Run run = stored.existing(Answers.namespace(ns), id);
        RunState now = owner.tryAsk(new Command.ExplainRun(run.id())) instanceof Reply.RunExplained live
                ? live.run().state()
                : run.state();
        if (!(now instanceof RunState.Awaiting awaiting)) {
            throw new ApiException(
                    HttpStatus.CONFLICT, "run-not-awaiting", "run " + id + " does not wait for a callback");
        }
        Token attempt = awaiting.attempt().token();
        WorkerId begunBy = awaiting.attempt().worker();
        owner.ask(new Command.CallBack(said.report(run.id(), attempt), begunBy));
        Run stands = stored.existing(run.job().namespace(), run.id());
        return Answers.ok(RunAnswer.document(stands, node.ownerOf(run.id())));
    }
}
