package io.carillon.simulation;

import io.carillon.engine.Command;
import io.carillon.engine.CommitBatch;
import io.carillon.engine.Effect;
import io.carillon.engine.Event;
import io.carillon.engine.Report;
import io.carillon.engine.Write;
import io.carillon.model.Epoch;
import io.carillon.model.Partition;
import io.carillon.model.RunId;
import io.carillon.model.Token;
import io.carillon.model.run.Run;
import io.carillon.model.run.RunError;
import io.carillon.model.run.RunState;
import io.carillon.worker.core.Limits;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Predicate;

/** What is wrong about attempts and their results. */
final class ReportMutants {

    private ReportMutants() {}

    /** Keeps in mind what left the node. */
    private abstract static class Watching implements NodeHabits {

        final TreeMap<RunId, Effect.Assign> handedOut = new TreeMap<>();

        @Override
        public List<Effect> carryOut(List<Effect> effects) {
            for (Effect effect : effects) {
                if (effect instanceof Effect.Assign assign) {
                    handedOut.put(assign.run().id(), assign);
                }
            }
            return effects;
        }
    }

    /** Gives up attempts that have been out for long, whatever their worker says. */
    static final class RescueByAge extends Variation {

        private static final Duration OLD = Duration.ofSeconds(1);

        @Override
        NodeHabits habits(SimulatedNode node) {
            return new Watching() {
                @Override
                public List<Event> hear(Event event) {
                    var heard = new ArrayList<>(List.of(event));
                    Instant old = node.time().minus(OLD);
                    handedOut.values().removeIf(assign -> {
                        boolean tooOld = assign.attempt().handedOutAt().isBefore(old);
                        if (tooOld) {
                            heard.add(new Event.Reported(
                                    assign.session(),
                                    List.of(new Report.Refused(
                                            assign.run().id(),
                                            assign.attempt().token(),
                                            new RunError("OLD", "out for too long")))));
                        }
                        return tooOld;
                    });
                    return heard;
                }
            };
        }
    }

    /** Takes a success for that of the attempt that is out now. */
    static final class CompletionWithoutToken extends Variation {

        @Override
        NodeHabits habits(SimulatedNode node) {
            return new Watching() {
                @Override
                public List<Event> hear(Event event) {
                    return event instanceof Event.Reported reported
                            ? List.of(new Event.Reported(
                                    reported.session(),
                                    reported.reports().stream()
                                            .map(this::asCurrent)
                                            .toList()))
                            : List.of(event);
                }

                private Report asCurrent(Report report) {
                    Effect.Assign latest = handedOut.get(report.run());
                    return latest != null && report instanceof Report.Succeeded done
                            ? new Report.Succeeded(done.run(), latest.attempt().token(), done.ran(), done.result())
                            : report;
                }
            };
        }
    }

    /** Takes a callback for one about the attempt that is out now. */
    static final class CallbackWithoutToken extends Variation {

        @Override
        NodeHabits habits(SimulatedNode node) {
            return new Watching() {
                @Override
                public List<Event> hear(Event event) {
                    return event instanceof Event.Asked asked && asked.command() instanceof Command.CallBack call
                            ? List.of(new Event.Asked(asked.id(), asCurrent(call)))
                            : List.of(event);
                }

                private Command asCurrent(Command.CallBack call) {
                    Effect.Assign latest = handedOut.get(call.how().run());
                    return latest != null && call.how() instanceof Report.Succeeded done
                            ? new Command.CallBack(
                                    new Report.Succeeded(
                                            done.run(), latest.attempt().token(), done.ran(), done.result()),
                                    call.begunBy())
                            : call;
                }
            };
        }
    }

    /** Keeps to itself that an attempt goes on elsewhere. */
    static final class AwaitingNotWritten extends Variation {

        @Override
        NodeHabits habits(SimulatedNode node) {
            return new NodeHabits() {
                @Override
                public List<Effect> carryOut(List<Effect> effects) {
                    return effects.stream().map(AwaitingNotWritten::without).toList();
                }
            };
        }

        private static Effect without(Effect effect) {
            return withoutRunsThat(run -> run.state() instanceof RunState.Awaiting, effect);
        }
    }

    /** Does not write down what a batch says of some runs. */
    static Effect withoutRunsThat(Predicate<Run> which, Effect effect) {
        if (!(effect instanceof Effect.Commit commit)) {
            return effect;
        }
        CommitBatch batch = commit.batch();
        List<Write> writes = batch.writes().stream()
                .filter(write -> !(write instanceof Write.UpdateRun update && which.test(update.run())))
                .toList();
        return new Effect.Commit(
                new CommitBatch(batch.node(), batch.lane(), batch.number(), batch.at(), batch.fence(), writes));
    }

    /** Writes a result by the run's id, whatever has become of the run. */
    static final class FinalOverwritten extends Variation {

        private static final long FORGED = 1_000_000_000L;

        @Override
        NodeHabits habits(SimulatedNode node) {
            return new Watching() {

                private final List<Write> straight = new ArrayList<>();
                private final TreeMap<Partition, Epoch> fence = new TreeMap<>();
                private long forged = FORGED;

                @Override
                public List<Event> hear(Event event) {
                    if (event instanceof Event.Reported reported) {
                        reported.reports().forEach(this::write);
                    }
                    return List.of(event);
                }

                private void write(Report report) {
                    Effect.Assign assign = handedOut.get(report.run());
                    if (assign != null && report instanceof Report.Succeeded) {
                        Run run = assign.run();
                        Token token = assign.attempt().token();
                        Instant at = assign.attempt().handedOutAt();
                        fence.put(run.id().partition(), token.epoch());
                        straight.add(new Write.UpdateRun(
                                run.id().partition(),
                                run.withState(new RunState.Succeeded(assign.attempt(), at, at, null))));
                    }
                }

                @Override
                public List<Effect> carryOut(List<Effect> effects) {
                    var all = new ArrayList<>(super.carryOut(effects));
                    if (!straight.isEmpty()) {
                        all.add(new Effect.Commit(new CommitBatch(
                                node.id(), 0, forged++, node.time(), new TreeMap<>(fence), List.copyOf(straight))));
                        straight.clear();
                    }
                    return all;
                }
            };
        }
    }

    /** A worker that forgets an attempt with its result. */
    static final class ForgetfulWorker extends Variation {

        @Override
        Limits limits() {
            Limits usual = Limits.DEFAULT;
            return new Limits(
                    usual.resultBytes(),
                    usual.messageBytes(),
                    usual.detailBytes(),
                    usual.frameBytes(),
                    usual.keptBytes(),
                    usual.keptResults(),
                    0);
        }
    }
}
