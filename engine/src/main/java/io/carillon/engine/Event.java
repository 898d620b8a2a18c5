package io.carillon.engine;

import io.carillon.model.AppName;
import java.util.List;
import java.util.Set;

/** Everything that can reach the core. */
public sealed interface Event {

    /** Time has passed; nothing else has happened. */
    record Tick() implements Event {}

    /** The node owns these partitions now. */
    record TookOver(List<PartitionImage> partitions, Set<AppName> apps) implements Event {}

    /** The answer to {@link Effect.Load}: fewer runs than asked for means that there are no more. */
    record Loaded(RunWindow window, List<LoadedRun> runs) implements Event {}

    /** {@link Effect.Load} failed; it will be asked again. */
    record LoadFailed(RunWindow window) implements Event {}

    /** The answer to {@link Effect.Commit} and to {@link Effect.Resolve}. */
    record CommitEnded(long number, CommitOutcome outcome) implements Event {}

    record WorkerJoined(SessionId session, WorkerFacts worker) implements Event {}

    /** The worker takes no more, and finishes what it has. */
    record WorkerDraining(SessionId session) implements Event {}

    record WorkerLeft(SessionId session) implements Event {}

    record Reported(SessionId session, List<Report> reports) implements Event {}

    record Asked(CommandId id, Command command) implements Event {}

    /** The node is about to leave: plan and hand out nothing more. */
    record Leaving() implements Event {}
}
