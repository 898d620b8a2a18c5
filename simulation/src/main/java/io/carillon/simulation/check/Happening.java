package io.carillon.simulation.check;

import io.carillon.engine.Command;
import io.carillon.engine.CommitBatch;
import io.carillon.engine.Effect;
import io.carillon.engine.Event;
import io.carillon.engine.Note;
import io.carillon.engine.Reply;
import io.carillon.model.Epoch;
import io.carillon.model.NodeId;
import io.carillon.model.Partition;
import io.carillon.model.RunId;
import io.carillon.model.Token;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Something that really happened, seen by nobody but the invariants. */
public sealed interface Happening {

    /**
     * A partition has a new owner, durably.
     *
     * @param rightful whether the former owner's lease had ended by the database's clock, or had been given up
     */
    record TookOver(NodeId node, Partition partition, Epoch epoch, boolean rightful) implements Happening {}

    /** A batch became durable, without the writes of the partitions that were fenced out. */
    record Committed(CommitBatch batch, Set<Partition> fencedOut) implements Happening {}

    /** An event reached a node's core. */
    record Heard(NodeId node, Event event) implements Happening {}

    /** An assignment left a node. */
    record HandedOut(NodeId node, Effect.Assign assign) implements Happening {}

    /** A worker was told that it may forget a result. */
    record Acknowledged(NodeId node, Effect.Acknowledge acknowledgement) implements Happening {}

    /** A client was answered. */
    record Answered(NodeId node, Command command, Reply reply) implements Happening {}

    /**
     * A core took a step.
     *
     * @param time what time it was for the core
     */
    record Stepped(NodeId node, Instant time, int partitions, int liveRuns, int maxLiveRuns) implements Happening {}

    /** A node says that the breaker of a job or limit moved. */
    record BreakerMoved(NodeId node, Instant time, Note.BreakerMoved move) implements Happening {}

    /** A node's process is gone, with everything that it knew. */
    record NodeDied(NodeId node) implements Happening {}

    /** A task really began. */
    record TaskBegan(String process, RunId run, Token token) implements Happening {}

    /** A task that begins is given what earlier attempts have saved: the checkpoint under an empty name, and steps. */
    record TaskGiven(RunId run, Token token, Map<String, String> saved) implements Happening {}

    /** A worker was told that something is saved. */
    record SavingAcknowledged(RunId run, Token token, String step, String json) implements Happening {}

    /** A task really did a step of its work. */
    record StepDone(RunId run, Token token, String step) implements Happening {}

    /** A task let go of what it had begun elsewhere. */
    record TaskDeferred(String process, RunId run, Token token) implements Happening {}

    /**
     * A worker was told that lines of an attempt are kept.
     *
     * @param lines those that it sent
     * @param stored what the database has of the attempt at that moment, as a reader finds it
     */
    record LinesAcknowledged(RunId run, Token token, List<Line> lines, List<Line> stored) implements Happening {}

    /** A line of an attempt's log. Tasks say nothing but whose it is and which it is. */
    record Line(long number, String text) {

        public static String text(RunId run, Token token, long number) {
            return run + " " + token + " " + number;
        }
    }

    /** A task really found out into how many parts its run, or the part of one that it did, falls; by that it has ended. */
    record TaskMapped(String process, RunId run, Token token, int parts) implements Happening {}

    /** A task really ended, or what it had begun elsewhere. */
    record TaskEnded(String process, RunId run, Token token, End how) implements Happening {}

    /** How a task ended, as far as that makes a difference to those who look on. */
    enum End {
        SUCCEEDED,
        /** It found that there was nothing to be done. */
        SKIPPED,
        /** It found out into which parts its work falls. */
        MAPPED,
        OTHER
    }

    /** A worker's process is gone, with everything that it ran. */
    record WorkerDied(String process) implements Happening {}
}
