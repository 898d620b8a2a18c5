package io.carillon.chaos;

import io.carillon.chaos.check.History;
import io.carillon.chaos.check.Recovery;
import io.carillon.chaos.check.Violation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What came of an attack. */
public record Verdict(Setup setup, String product, History history, List<Violation> violations, Effort effort) {

    public Verdict {
        violations = List.copyOf(violations);
    }

    /**
     * What was done for it.
     *
     * @param restarts how many processes ended by themselves: a node does when it starts and can't reach the database
     * @param wrong how many lines workers wrote while their clocks were stepped
     */
    public record Effort(int answered, int repeated, int restarts, int wrong) {}

    /** The table, and each violation in a line. */
    public String text() {
        var lines = new ArrayList<String>();
        lines.add(title());
        lines.add("  fires %,d, runs %,d, attempts %,d, faults %,d".formatted(fires(), runs(), attempts(), faults()));
        lines.add("  requests answered %,d, asked again %,d, processes that ended by themselves %,d"
                .formatted(effort.answered(), effort.repeated(), effort.restarts()));
        lines.add("  lines that workers wrote by a wrong clock %,d".formatted(effort.wrong()));
        lines.add("");
        for (Violation.Kind kind : Violation.Kind.values()) {
            long count = violations.stream().filter(each -> each.kind() == kind).count();
            lines.add("  %-72s %,d".formatted(kind.text(), count));
        }
        lines.add("");
        lines.add("  fault               count  on time again after  after its end  late fires");
        for (Recovery recovery : Recovery.of(history)) {
            lines.add("  %-18s  %5d  %17.1f s  %11.1f s  %10d"
                    .formatted(
                            recovery.kind().label(),
                            recovery.count(),
                            seconds(recovery.sinceBegan()),
                            seconds(recovery.sinceEnded()),
                            recovery.late()));
        }
        lines.add("");
        lines.add("violations " + violations.size());
        violations.forEach(violation -> lines.add("  " + violation.line()));
        return String.join("\n", lines);
    }

    /** The same with the evidence. */
    String evidence() {
        var lines = new ArrayList<String>();
        for (Violation violation : violations) {
            lines.add(violation.line());
            violation.evidence().forEach(each -> lines.add(each.indent(4).stripTrailing()));
        }
        return String.join("\n", lines);
    }

    private String title() {
        return "%s, %d nodes, %d workers, %.1f minutes, seed %d"
                .formatted(
                        product,
                        setup.size().nodes(),
                        setup.size().workers(),
                        seconds(setup.length()) / 60,
                        setup.seed());
    }

    private int fires() {
        return history.jobs().stream()
                .flatMap(job -> job.stretches().stream())
                .mapToInt(stretch -> stretch.rule()
                        .between(stretch.after(), stretch.through())
                        .size())
                .sum();
    }

    private int runs() {
        return history.runs().size();
    }

    private long attempts() {
        return history.witness().stream().filter(each -> each.isBeginning()).count();
    }

    private int faults() {
        return history.faults().size();
    }

    private static double seconds(Duration span) {
        return span.toMillis() / 1_000.0;
    }
}
