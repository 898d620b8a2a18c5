package io.carillon.cli;

import io.carillon.client.CarillonApiException;
import io.carillon.client.TriggerRequest;
import io.carillon.model.Problem;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Requests that are sent together, each with the line on which it stands. */
record RequestBatch(String name, List<Placed> placed) {

    private static final Pattern OF_RUN = Pattern.compile("/runs/([0-9]{1,9})(/.*)?");

    record Placed(int line, TriggerRequest request) {}

    RequestBatch {
        placed = List.copyOf(placed);
    }

    boolean isEmpty() {
        return placed.isEmpty();
    }

    List<TriggerRequest> requests() {
        return placed.stream().map(Placed::request).toList();
    }

    /** The lines on which it stands. */
    String lines() {
        return name + ":" + placed.getFirst().line() + "-" + placed.getLast().line();
    }

    /** What a server finds wrong, each mistake with its line. */
    List<String> mistakes(CarillonApiException refused) {
        return refused.errors().stream().map(this::mistake).toList();
    }

    private String mistake(Problem problem) {
        Matcher of = OF_RUN.matcher(problem.pointer());
        if (!of.matches()) {
            return Failures.problem(problem);
        }
        @Nullable String rest = of.group(2);
        var inLine = new Problem(rest == null ? "" : rest, problem.code(), problem.message());
        return place(Integer.parseInt(of.group(1))) + ": " + Failures.problem(inLine);
    }

    private String place(int request) {
        return request < placed.size() ? name + ":" + placed.get(request).line() : name;
    }
}
