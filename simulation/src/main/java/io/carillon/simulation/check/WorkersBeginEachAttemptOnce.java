package io.carillon.simulation.check;

import io.carillon.model.RunId;
import io.carillon.model.Token;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** An attempt begins at most once, and a worker never begins an older one after a newer one of the same run. */
final class WorkersBeginEachAttemptOnce extends Invariant {

    private final Map<Begun, Token> newest = new HashMap<>();
    private final Set<Attempts.Key> begun = new HashSet<>();

    private record Begun(String process, RunId run) {}

    @Override
    void after(Happening happening, Ledger ledger) {
        if (happening instanceof Happening.TaskBegan began) {
            require(begun.add(new Attempts.Key(began.run(), began.token())), "begun again: ", began);
            Token before = newest.put(new Begun(began.process(), began.run()), began.token());
            require(before == null || before.compareTo(began.token()) < 0, began, " after ", before);
        }
    }
}
