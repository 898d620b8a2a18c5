package io.carillon.simulation;

import io.carillon.engine.Effect;
import io.carillon.engine.Event;
import io.carillon.engine.LoadedRun;
import io.carillon.engine.Report;
import io.carillon.model.RunId;
import io.carillon.model.run.Cause;
import io.carillon.model.run.Run;
import io.carillon.model.run.RunState;
import io.carillon.model.run.RunStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** What is wrong about how a new owner counts the parts of a run. */
final class ShardMutants {

    private ShardMutants() {}

    /** Takes the first part that has not ended for one that has. */
    static final class PartCountedTooSoon extends Variation {

        @Override
        NodeHabits habits(SimulatedNode node) {
            return new NodeHabits() {

                private SortedSet<RunId> asked = new TreeSet<>();

                @Override
                public List<Effect> carryOut(List<Effect> effects) {
                    for (Effect effect : effects) {
                        if (effect instanceof Effect.ReadParts read) {
                            asked = read.runs();
                        }
                    }
                    return effects;
                }

                @Override
                public List<Event> hear(Event event) {
                    if (!(event instanceof Event.PartsRead read)) {
                        return List.of(event);
                    }
                    var ended = new TreeMap<>(read.ended());
                    for (RunId run : asked) {
                        var more = new TreeMap<>(ended.getOrDefault(run, new TreeMap<>()));
                        int next = 0;
                        while (more.containsKey(next)) {
                            next++;
                        }
                        more.put(next, RunStatus.SUCCEEDED);
                        ended.put(run, more);
                    }
                    return List.of(new Event.PartsRead(read.number(), ended));
                }
            };
        }
    }

    /** Knows only of the parts that end under its own eyes. */
    static final class PartsForgotten extends Variation {

        @Override
        NodeHabits habits(SimulatedNode node) {
            return new NodeHabits() {
                @Override
                public List<Event> hear(Event event) {
                    SortedMap<RunId, SortedMap<Integer, RunStatus>> nothing = new TreeMap<>();
                    return List.of(
                            event instanceof Event.PartsRead read
                                    ? new Event.PartsRead(read.number(), nothing)
                                    : event);
                }
            };
        }
    }

    /** Reads a part that is for one worker as one for anybody. */
    static final class PartForAnybody extends Variation {

        @Override
        NodeHabits habits(SimulatedNode node) {
            return new NodeHabits() {
                @Override
                public List<Event> hear(Event event) {
                    return List.of(
                            event instanceof Event.Loaded loaded
                                    ? new Event.Loaded(
                                            loaded.window(),
                                            loaded.runs().stream()
                                                    .map(PartForAnybody::forAnybody)
                                                    .toList())
                                    : event);
                }
            };
        }

        private static LoadedRun forAnybody(LoadedRun loaded) {
            Run run = loaded.run();
            if (!(run.cause() instanceof Cause.Shard shard)) {
                return loaded;
            }
            var changed = new Run(
                    run.id(),
                    run.jobId(),
                    run.job(),
                    run.jobVersion(),
                    new Cause.Shard(shard.of(), shard.index(), shard.total()),
                    run.scheduledAt(),
                    run.dueAt(),
                    run.priority(),
                    run.params(),
                    run.tries(),
                    run.state(),
                    run.sequel());
            return new LoadedRun(changed, loaded.spec());
        }
    }

    /** Records each part twice that a part turned out to be. */
    static final class FoundTwice extends Variation {

        @Override
        NodeHabits habits(SimulatedNode node) {
            return new NodeHabits() {
                @Override
                public List<Event> hear(Event event) {
                    return List.of(
                            event instanceof Event.Reported reported
                                    ? new Event.Reported(
                                            reported.session(),
                                            reported.reports().stream()
                                                    .map(FoundTwice::doubled)
                                                    .toList())
                                    : event);
                }
            };
        }

        private static Report doubled(Report report) {
            if (!(report instanceof Report.Mapped mapped)) {
                return report;
            }
            var items = new ArrayList<>(mapped.items());
            items.addAll(mapped.items());
            return new Report.Mapped(mapped.run(), mapped.token(), mapped.ran(), items, mapped.gathers());
        }
    }

    /** Does not write down that the parts of a run have ended and somebody is to gather what they came to. */
    static final class GatheringNotWritten extends Variation {

        @Override
        NodeHabits habits(SimulatedNode node) {
            return new NodeHabits() {
                @Override
                public List<Effect> carryOut(List<Effect> effects) {
                    return effects.stream().map(GatheringNotWritten::without).toList();
                }
            };
        }

        private static Effect without(Effect effect) {
            return ReportMutants.withoutRunsThat(
                    run -> run.gathers() && run.state() instanceof RunState.Scheduled, effect);
        }
    }
}
