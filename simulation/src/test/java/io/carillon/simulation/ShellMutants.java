package io.carillon.simulation;

import io.carillon.engine.CommitBatch;
import io.carillon.engine.CommitOutcome;
import io.carillon.engine.Effect;
import io.carillon.engine.Event;
import io.carillon.engine.Report;
import io.carillon.engine.Write;
import io.carillon.model.run.RunState;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/** Shells that don't carry out what they are told. */
final class ShellMutants {

    /** Far above the numbers of honest batches. */
    private static final long FORGED = 1_000_000_000L;

    private ShellMutants() {}

    /** The writes of a batch that are to stay. */
    private static CommitBatch keep(CommitBatch batch, Predicate<Write> which) {
        return new CommitBatch(
                batch.node(),
                batch.lane(),
                batch.number(),
                batch.at(),
                batch.fence(),
                batch.writes().stream().filter(which).toList());
    }

    private static List<Effect> commits(List<Effect> effects, UnaryOperator<CommitBatch> change) {
        return effects.stream()
                .map(effect -> effect instanceof Effect.Commit commit
                        ? new Effect.Commit(change.apply(commit.batch()))
                        : effect)
                .toList();
    }

    /** Says that a batch is durable as soon as it is on its way. */
    static final class SentBeforeCommit extends Variation {

        @Override
        NodeHabits habits(SimulatedNode node) {
            return new NodeHabits() {
                @Override
                public List<Event> hear(Event event) {
                    return event instanceof Event.CommitEnded ? List.of() : List.of(event);
                }

                @Override
                public List<Effect> carryOut(List<Effect> effects) {
                    for (Effect effect : effects) {
                        if (effect instanceof Effect.Commit commit) {
                            node.pretend(Event.CommitEnded.of(commit.batch(), CommitOutcome.Committed.WHOLE));
                        }
                    }
                    return effects;
                }
            };
        }
    }

    /** Says that everything that is on its way is durable as soon as one lane is. */
    static final class OneLaneSpeaksForAll extends Variation {

        @Override
        NodeHabits habits(SimulatedNode node) {
            return new NodeHabits() {

                private final Map<Integer, CommitBatch> underWay = new TreeMap<>();

                @Override
                public List<Event> hear(Event event) {
                    if (!(event instanceof Event.CommitEnded ended)
                            || !(ended.outcome() instanceof CommitOutcome.Committed)) {
                        return List.of(event);
                    }
                    underWay.remove(ended.lane());
                    var all = new ArrayList<>(List.of(event));
                    underWay.values()
                            .forEach(other -> all.add(Event.CommitEnded.of(other, CommitOutcome.Committed.WHOLE)));
                    return all;
                }

                @Override
                public List<Effect> carryOut(List<Effect> effects) {
                    for (Effect effect : effects) {
                        if (effect instanceof Effect.Commit commit) {
                            underWay.put(commit.batch().lane(), commit.batch());
                        }
                    }
                    return effects;
                }
            };
        }
    }

    /** Tells a worker to forget a result as soon as it is heard. */
    static final class AcknowledgedBeforeCommit extends Variation {

        @Override
        NodeHabits habits(SimulatedNode node) {
            return new NodeHabits() {

                private final List<Effect> hasty = new ArrayList<>();

                @Override
                public List<Event> hear(Event event) {
                    if (event instanceof Event.Reported reported) {
                        for (Report report : reported.reports()) {
                            if (report instanceof Report.Succeeded) {
                                hasty.add(new Effect.Acknowledge(
                                        reported.session(), report.run(), report.token(), true, ""));
                            }
                        }
                    }
                    return List.of(event);
                }

                @Override
                public List<Effect> carryOut(List<Effect> effects) {
                    var all = new ArrayList<>(hasty);
                    hasty.clear();
                    all.addAll(effects);
                    return all;
                }
            };
        }
    }

    /** Moves the watermark in a transaction of its own, before the rows. */
    static final class WatermarkWithoutRows extends Variation {

        @Override
        NodeHabits habits(SimulatedNode node) {
            return new NodeHabits() {
                @Override
                public List<Effect> carryOut(List<Effect> effects) {
                    var all = new ArrayList<Effect>();
                    for (Effect effect : effects) {
                        if (effect instanceof Effect.Commit commit) {
                            CommitBatch batch = commit.batch();
                            CommitBatch moves = keep(batch, Write.MovePartition.class::isInstance);
                            all.add(new Effect.Commit(new CommitBatch(
                                    moves.node(),
                                    moves.lane(),
                                    FORGED + moves.number(),
                                    moves.at(),
                                    moves.fence(),
                                    moves.writes())));
                            all.add(new Effect.Commit(keep(batch, write -> !(write instanceof Write.MovePartition))));
                        } else {
                            all.add(effect);
                        }
                    }
                    return all;
                }
            };
        }
    }

    /** Tries a batch again whose outcome is unknown, without looking. */
    static final class UnknownTakenForFailed extends Variation {

        @Override
        NodeHabits habits(SimulatedNode node) {
            return new NodeHabits() {
                @Override
                public List<Event> hear(Event event) {
                    return event instanceof Event.CommitEnded ended
                                    && ended.outcome() instanceof CommitOutcome.Unknown unknown
                            ? List.of(new Event.CommitEnded(
                                    ended.lane(), ended.number(), new CommitOutcome.NotCommitted(unknown.reason())))
                            : List.of(event);
                }
            };
        }
    }

    /** Leaves what was recorded ahead where it is when its job changes. */
    static final class WithdrawnForgotten extends Variation {

        @Override
        NodeHabits habits(SimulatedNode node) {
            return new NodeHabits() {
                @Override
                public List<Effect> carryOut(List<Effect> effects) {
                    return commits(effects, batch -> keep(batch, write -> !(write instanceof Write.WithdrawFires)));
                }
            };
        }
    }

    /** Never writes down that a run was handed out. */
    static final class HandOutNotCounted extends Variation {

        @Override
        NodeHabits habits(SimulatedNode node) {
            return new NodeHabits() {
                @Override
                public List<Effect> carryOut(List<Effect> effects) {
                    return commits(effects, batch -> keep(batch, write -> !isHandOut(write)));
                }
            };
        }

        private static boolean isHandOut(Write write) {
            return write instanceof Write.UpdateRun update && update.run().state() instanceof RunState.Sent;
        }
    }

    /** Does not tell the core that a worker's stream has ended. */
    static final class LostWorkerForgotten extends Variation {

        @Override
        NodeHabits habits(SimulatedNode node) {
            return new NodeHabits() {
                @Override
                public List<Event> hear(Event event) {
                    return event instanceof Event.WorkerLeft ? List.of() : List.of(event);
                }
            };
        }
    }
}
