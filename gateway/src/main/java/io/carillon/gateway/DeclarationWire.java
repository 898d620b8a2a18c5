package io.carillon.gateway;

import io.carillon.gateway.DeclarationSink.Declared;
import io.carillon.gateway.DeclarationSink.Outcome;
import io.carillon.model.AppName;
import io.carillon.model.JobKey;
import io.carillon.model.JobName;
import io.carillon.model.Namespace;
import io.carillon.model.Problem;
import io.carillon.model.job.Difference;
import io.carillon.model.job.Sync;
import io.carillon.model.json.Json;
import io.carillon.model.json.JsonException;
import io.carillon.protocol.v1.Declaration;
import io.carillon.protocol.v1.DeclarationAnswer;
import io.carillon.protocol.v1.DeclarationAnswers;
import io.carillon.protocol.v1.DeclarationOutcome;
import io.carillon.protocol.v1.Declarations;
import io.carillon.protocol.v1.Mistake;
import io.carillon.protocol.v1.NodeFrame;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Declarations between the wire and those who decide about them. What is wrong with one is said of that one: the others, and the
 * worker's runs, have nothing to do with it.
 */
final class DeclarationWire {

    private static final int MAX_DECLARATIONS = 1_000;
    private static final Duration LATER = Duration.ofSeconds(5);

    private DeclarationWire() {}

    static boolean fits(Declarations frame, int maxBytes) {
        return frame.getDeclarationsCount() <= MAX_DECLARATIONS
                && frame.getDeclarationsList().stream()
                                .mapToLong(each -> each.getFieldsJsonBytes().size())
                                .sum()
                        <= maxBytes;
    }

    /** The answer to a frame that does not fit. */
    static List<Outcome> tooMuch(Declarations frame) {
        Outcome refused = new Outcome.Refused(
                "too-many-declarations",
                "a worker declares at most " + MAX_DECLARATIONS + " jobs, in a frame of bounded size",
                List.of());
        return Collections.nCopies(frame.getDeclarationsCount(), refused);
    }

    /** What a worker's code declares. */
    static List<Declared> declared(Declarations frame, AppName app, Set<String> taskTypes) {
        return frame.getDeclarationsList().stream()
                .map(each -> declared(each, app, frame.getEdition(), taskTypes))
                .toList();
    }

    private static Declared declared(Declaration wire, AppName app, long edition, Set<String> taskTypes) {
        var problems = new ArrayList<Problem>();
        JobKey key = key(wire, problems);
        Json.Obj fields = fields(wire.getFieldsJson(), problems);
        if (!taskTypes.contains("handler:" + wire.getHandler())) {
            problems.add(new Problem(
                    "/spec/task/handler",
                    "unknown-handler",
                    "the worker offers no handler '" + wire.getHandler() + "'"));
        }
        Sync sync = switch (wire.getSync()) {
            case SYNC_CREATE -> Sync.CREATE;
            case SYNC_ENFORCE -> Sync.ENFORCE;
            case SYNC_UNSPECIFIED, UNRECOGNIZED -> null;
        };
        if (sync == null) {
            problems.add(new Problem("", "unknown-sync", "this node knows no such sync: " + wire.getSyncValue()));
        }
        if (!problems.isEmpty() || sync == null) {
            return new Declared(key, null, problems);
        }
        var said = new io.carillon.model.job.Declaration(app, wire.getHandler(), sync, edition, fields);
        return new Declared(key, said, problems);
    }

    private static @Nullable JobKey key(Declaration wire, List<Problem> problems) {
        try {
            return new JobKey(new Namespace(wire.getNamespace()), new JobName(wire.getJob()));
        } catch (IllegalArgumentException invalid) {
            problems.add(new Problem("/metadata/name", "invalid-value", String.valueOf(invalid.getMessage())));
            return null;
        }
    }

    private static Json.Obj fields(String text, List<Problem> problems) {
        try {
            Json.Obj fields = Json.Obj.ofText(text.isEmpty() ? "{}" : text);
            problems.addAll(io.carillon.model.job.Declaration.misplaced(fields));
            return fields;
        } catch (JsonException malformed) {
            problems.add(new Problem("", "not-json", "the fields are no JSON object: " + malformed.getMessage()));
            return Json.Obj.EMPTY;
        }
    }

    static NodeFrame answers(long sequence, List<Outcome> outcomes) {
        var frame = DeclarationAnswers.newBuilder().setSequence(sequence);
        outcomes.forEach(outcome -> frame.addAnswers(answer(outcome)));
        if (outcomes.stream().anyMatch(Outcome.Later.class::isInstance)) {
            frame.setRetryAfterMillis((int) LATER.toMillis());
        }
        return NodeFrame.newBuilder().setDeclarationAnswers(frame).build();
    }

    private static DeclarationAnswer answer(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Created _ -> answer(DeclarationOutcome.DECLARATION_OUTCOME_CREATED, List.of());
            case Outcome.Updated(var differences) ->
                answer(DeclarationOutcome.DECLARATION_OUTCOME_UPDATED, differences);
            case Outcome.Kept(var differences) -> kept(differences);
            case Outcome.Outdated(var differences) ->
                kept(differences).toBuilder()
                        .setCode("declared-later")
                        .setMessage("later code of this app has said what the job shall be")
                        .build();
            case Outcome.Refused(var code, var message, var problems) ->
                DeclarationAnswer.newBuilder()
                        .setOutcome(DeclarationOutcome.DECLARATION_OUTCOME_REFUSED)
                        .setCode(code)
                        .setMessage(message)
                        .addAllMistakes(
                                problems.stream().map(DeclarationWire::mistake).toList())
                        .build();
            case Outcome.Later(var code, var message) ->
                DeclarationAnswer.newBuilder()
                        .setOutcome(DeclarationOutcome.DECLARATION_OUTCOME_LATER)
                        .setCode(code)
                        .setMessage(message)
                        .build();
        };
    }

    private static DeclarationAnswer kept(List<Difference> differences) {
        return answer(
                differences.isEmpty()
                        ? DeclarationOutcome.DECLARATION_OUTCOME_UNCHANGED
                        : DeclarationOutcome.DECLARATION_OUTCOME_DIFFERS,
                differences);
    }

    private static DeclarationAnswer answer(DeclarationOutcome outcome, List<Difference> differences) {
        return DeclarationAnswer.newBuilder()
                .setOutcome(outcome)
                .addAllDifferences(
                        differences.stream().map(DeclarationWire::difference).toList())
                .build();
    }

    private static io.carillon.protocol.v1.Difference difference(Difference difference) {
        return io.carillon.protocol.v1.Difference.newBuilder()
                .setPointer(difference.pointer())
                .setCodeJson(text(difference.code()))
                .setServerJson(text(difference.server()))
                .build();
    }

    private static String text(@Nullable Json value) {
        return value == null ? "" : value.text();
    }

    private static Mistake mistake(Problem problem) {
        return Mistake.newBuilder()
                .setPointer(problem.pointer())
                .setCode(problem.code())
                .setMessage(problem.message())
                .build();
    }
}
