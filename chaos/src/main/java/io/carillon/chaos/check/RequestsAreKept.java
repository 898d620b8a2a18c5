package io.carillon.chaos.check;

import static io.carillon.chaos.check.Violation.Kind.CANCEL_IGNORED;
import static io.carillon.chaos.check.Violation.Kind.REQUEST_MISSING;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What was acknowledged is there: a run that was asked for, once for its key; the end of one that was to be cancelled, which may have been
 * done before it heard of that. Nothing of it begins later, but for what was on its way to a worker.
 */
final class RequestsAreKept implements Check {

    /** The longest that a hand-out can be on its way: its worker stands still, and then so does its machine. */
    private static final Duration ON_ITS_WAY = Duration.ofSeconds(30);

    @Override
    public List<Violation> violations(History history) {
        Map<String, Recorded> runs = history.runsById();
        Map<String, List<Attempt>> attempts = history.attempts().stream().collect(Collectors.groupingBy(Attempt::run));
        var violations = new ArrayList<Violation>();
        for (Request request : history.requests()) {
            Recorded run = runs.get(request.run());
            if (run == null) {
                violations.add(violation(REQUEST_MISSING, request, "nothing"));
            } else if (request instanceof Request.Cancelled cancelled
                    && !isHeeded(cancelled, run, attempts.getOrDefault(run.id(), List.of()))) {
                violations.add(violation(CANCEL_IGNORED, request, run.document()));
            }
        }
        return violations;
    }

    /** A state that is final stays; a run that was still at work may be told too late. */
    private static boolean isHeeded(Request.Cancelled cancelled, Recorded run, List<Attempt> attempts) {
        boolean wasOver = cancelled.state().equals(Recorded.CANCELLED);
        boolean endedSo = run.state().equals(Recorded.CANCELLED) || (!wasOver && run.hasSucceeded());
        Instant latest = cancelled.at().plus(ON_ITS_WAY);
        return endedSo
                && attempts.stream().noneMatch(attempt -> attempt.begun().at().isAfter(latest));
    }

    private static Violation violation(Violation.Kind kind, Request request, String there) {
        return new Violation(kind, request.run(), request.toString(), List.of(there));
    }
}
