package io.carillon.chaos.check;

import java.util.List;

/** Asks everything of a history that is over. */
public final class Checker {

    private static final List<Check> CHECKS = List.of(
            new EachFireOnce(),
            new EveryRunEnds(),
            new AttemptsBeginOnce(),
            new SuccessIsSeen(),
            new OverlapHolds(),
            new PartsAreWhole(),
            new RequestsAreKept());

    private Checker() {}

    public static List<Violation> violations(History history) {
        return CHECKS.stream()
                .flatMap(check -> check.violations(history).stream())
                .toList();
    }
}
