package io.carillon.chaos.check;

import static io.carillon.chaos.check.Violation.Kind.CANCEL_IGNORED;
import static io.carillon.chaos.check.Violation.Kind.REQUEST_MISSING;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What was acknowledged is there: a run that was asked for, once for its key; the end of one that was to be cancelled, which may have been
 * done before it heard of that.
 */
final class RequestsAreKept implements Check {

    @Override
    public List<Violation> violations(History history) {
        Map<String, Recorded> runs = history.runsById();
        var violations = new ArrayList<Violation>();
        for (Request request : history.requests()) {
            Recorded run = runs.get(request.run());
            switch (request) {
                case Request.Triggered triggered
                when run == null -> violations.add(violation(REQUEST_MISSING, triggered, "nothing"));
                case Request.Cancelled cancelled
                when run == null -> violations.add(violation(REQUEST_MISSING, cancelled, "nothing"));
                case Request.Cancelled cancelled
                when !isHeeded(cancelled, run) -> violations.add(violation(CANCEL_IGNORED, cancelled, run.document()));
                case Request.Triggered _, Request.Cancelled _ -> {}
            }
        }
        return violations;
    }

    /** A state that is final stays; a run that was still at work may be told too late. */
    private static boolean isHeeded(Request.Cancelled cancelled, Recorded run) {
        boolean isFinal = run.state().equals(Recorded.CANCELLED) || run.state().equals(Recorded.SUCCEEDED);
        return cancelled.state().equals(Recorded.CANCELLED) ? run.state().equals(Recorded.CANCELLED) : isFinal;
    }

    private static Violation violation(Violation.Kind kind, Request request, String there) {
        return new Violation(kind, request.run(), request.toString(), List.of(there));
    }
}
