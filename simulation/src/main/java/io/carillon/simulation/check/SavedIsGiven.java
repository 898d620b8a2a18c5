package io.carillon.simulation.check;

import io.carillon.engine.Saved;
import io.carillon.model.RunId;
import io.carillon.model.Token;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * Whatever a worker was told to be saved, every later attempt of the run is given: a checkpoint that is no older, and each step, which it
 * does not do again. An acknowledgement may come after the later attempt has begun.
 */
final class SavedIsGiven extends Invariant {

    private final Map<RunId, NavigableMap<Token, Map<String, String>>> given = new HashMap<>();
    private final Map<RunId, NavigableMap<Token, Map<String, String>>> saved = new HashMap<>();

    @Override
    void after(Happening happening, Ledger ledger) {
        switch (happening) {
            case Happening.TaskGiven begins -> {
                of(given, begins.run(), begins.token()).putAll(begins.saved());
                saved.getOrDefault(begins.run(), new TreeMap<>())
                        .headMap(begins.token())
                        .forEach((token, all) -> all.forEach(
                                (step, json) -> requireGiven(begins.run(), token, step, json, begins.saved())));
            }
            case Happening.SavingAcknowledged told -> {
                of(saved, told.run(), told.token()).put(told.step(), told.json());
                given.getOrDefault(told.run(), new TreeMap<>())
                        .tailMap(told.token(), false)
                        .values()
                        .forEach(all -> requireGiven(told.run(), told.token(), told.step(), told.json(), all));
            }
            case Happening.StepDone done ->
                saved.getOrDefault(done.run(), new TreeMap<>())
                        .headMap(done.token())
                        .forEach((token, all) -> require(
                                !all.containsKey(done.step()), done, " though it was saved by attempt ", token));
            default -> {}
        }
    }

    private static Map<String, String> of(
            Map<RunId, NavigableMap<Token, Map<String, String>>> all, RunId run, Token token) {
        return all.computeIfAbsent(run, _ -> new TreeMap<>()).computeIfAbsent(token, _ -> new HashMap<>());
    }

    private void requireGiven(RunId run, Token by, String step, String json, Map<String, String> to) {
        String has = to.get(step);
        boolean holds = step.equals(Saved.CHECKPOINT)
                ? has != null && Long.parseLong(has) >= Long.parseLong(json)
                : json.equals(has);
        require(
                holds,
                "attempt ",
                by,
                " of run ",
                run,
                " saved '",
                step,
                "' ",
                json,
                ", and a later one was given ",
                has);
    }
}
