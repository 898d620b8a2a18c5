package io.carillon.gateway;

import io.carillon.engine.Catalog;
import io.carillon.engine.Command;
import io.carillon.engine.Reply;
import io.carillon.model.RunId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/** A batch of which some runs may have been asked for before, under their keys: only the others are asked for. */
public final class KeyedBatch {

    private final Command.TriggerBatch asked;
    private final Map<String, RunId> earlier;
    private final Command.TriggerBatch fresh;
    private final Command command;

    private KeyedBatch(
            Command.TriggerBatch asked, Map<String, RunId> earlier, Command.TriggerBatch fresh, Command command) {
        this.asked = asked;
        this.earlier = earlier;
        this.fresh = fresh;
        this.command = command;
    }

    /**
     * Looks for what was asked for before.
     *
     * @param clock of the node that looks
     */
    public static KeyedBatch lookUp(Command.TriggerBatch asked, Catalog catalog, InstantSource clock) {
        Set<String> keys = asked.runs().stream()
                .map(Command.TriggerJob::runKey)
                .filter(Objects::nonNull)
                .collect(Collectors.toSet());
        if (keys.isEmpty()) {
            return new KeyedBatch(asked, Map.of(), asked, asked);
        }
        Instant since = clock.instant();
        Map<String, RunId> earlier = catalog.requested(asked.key(), keys);
        List<Command.TriggerJob> rest = asked.runs().stream()
                .filter(run -> run.runKey() == null || !earlier.containsKey(run.runKey()))
                .toList();
        var fresh = new Command.TriggerBatch(asked.key(), rest);
        return new KeyedBatch(asked, earlier, fresh, new Command.LookedUp(fresh, since));
    }

    /** Whether all of it was asked for before. */
    public boolean isRepeated() {
        return fresh.runs().isEmpty();
    }

    /** What asks for the rest. */
    public Command command() {
        return command;
    }

    /** Has the rest made, if there is any, and gives all runs in the order of the request. */
    public Reply ask(Answerer owners, Duration patience) throws InterruptedException {
        Reply reply = isRepeated() ? new Reply.RunsMade(List.of()) : owners.ask(command, patience);
        return reply instanceof Reply.RunsMade(var made) ? new Reply.RunsMade(inOrder(made)) : reply;
    }

    /** All runs in the order of the request: what was there already between what was made now. */
    public List<RunId> inOrder(List<RunId> made) {
        if (earlier.isEmpty()) {
            return made;
        }
        var ids = new ArrayList<RunId>();
        var next = made.iterator();
        for (Command.TriggerJob run : asked.runs()) {
            RunId known = run.runKey() == null ? null : earlier.get(run.runKey());
            ids.add(known == null ? next.next() : known);
        }
        return ids;
    }
}
