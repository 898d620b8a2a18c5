package io.carillon.simulation;

import io.carillon.engine.CommitBatch;
import io.carillon.engine.Effect;
import io.carillon.engine.Event;
import io.carillon.engine.PartitionImage;
import io.carillon.engine.PartitionJobs;
import io.carillon.engine.PartitionStatus;
import io.carillon.engine.Settings;
import io.carillon.model.Epoch;
import io.carillon.model.Partition;
import io.carillon.model.job.Job;
import io.carillon.model.job.JobSpec;
import io.carillon.model.job.Overlap;
import java.time.Duration;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/** What is wrong about what a new owner believes. */
final class TakeOverMutants {

    private TakeOverMutants() {}

    private static Event changed(Event event, UnaryOperator<PartitionImage> change) {
        return event instanceof Event.TookOver taken
                ? new Event.TookOver(taken.partitions().stream().map(change).toList(), taken.apps(), taken.resources())
                : event;
    }

    private static Settings with(Settings usual, int maxLiveRuns, Duration recoveryGrace) {
        return new Settings(
                usual.horizon(),
                usual.planEvery(),
                usual.loadAhead(),
                maxLiveRuns,
                usual.lazyWriteAfter(),
                usual.misfireAfter(),
                recoveryGrace,
                usual.workerGrace(),
                usual.stopGrace(),
                usual.commitRetry(),
                usual.keepHouseEvery(),
                usual.retained(),
                usual.lanes());
    }

    /** Hands out at once what a former owner may have handed out. */
    static final class NoGrace extends Variation {

        @Override
        NodeHabits habits(SimulatedNode node) {
            return new NodeHabits() {
                @Override
                public Settings settings(Settings settings) {
                    return with(settings, settings.maxLiveRuns(), Duration.ZERO);
                }
            };
        }
    }

    static final class MemoryWithoutBound extends Variation {

        @Override
        NodeHabits habits(SimulatedNode node) {
            return new NodeHabits() {
                @Override
                public Settings settings(Settings settings) {
                    return with(settings, Integer.MAX_VALUE, settings.recoveryGrace());
                }
            };
        }
    }

    /** Starts its ids anew. */
    static final class IdsReused extends Variation {

        @Override
        NodeHabits habits(SimulatedNode node) {
            return new NodeHabits() {
                @Override
                public List<Event> hear(Event event) {
                    return List.of(changed(
                            event,
                            image -> new PartitionImage(
                                    image.partition(),
                                    image.epoch(),
                                    image.takenAt(),
                                    image.watermark(),
                                    0,
                                    image.handedOver())));
                }
            };
        }
    }

    /** Lets runs overlap that may not. */
    static final class OverlapForgotten extends Variation {

        @Override
        NodeHabits habits(SimulatedNode node) {
            return new NodeHabits() {
                @Override
                public List<Event> hear(Event event) {
                    return List.of(
                            event instanceof Event.JobsRead read
                                    ? new Event.JobsRead(
                                            read.of(),
                                            read.jobs().stream()
                                                    .map(OverlapForgotten::forgetful)
                                                    .toList(),
                                            read.due())
                                    : event);
                }
            };
        }

        private static PartitionJobs forgetful(PartitionJobs read) {
            return new PartitionJobs(
                    read.partition(),
                    read.jobs().stream().map(OverlapForgotten::forgetful).toList(),
                    read.cancelledAhead());
        }

        private static Job forgetful(Job job) {
            JobSpec spec = job.spec();
            var other = new JobSpec(
                    spec.triggers(),
                    spec.task(),
                    spec.timeout(),
                    spec.deadline(),
                    spec.retry(),
                    spec.onFailure(),
                    Overlap.ALLOW,
                    spec.guards(),
                    spec.misfire(),
                    spec.routing(),
                    spec.priority());
            return new Job(
                    job.id(),
                    job.key(),
                    job.version(),
                    job.labels(),
                    other,
                    job.paused(),
                    job.updatedAt(),
                    job.activeFrom());
        }
    }

    /** Numbers its hand-outs as the former owner did: the core is never told that the epoch has risen. */
    static final class TokensReused extends Variation {

        private static final Epoch ALWAYS = new Epoch(1);

        @Override
        NodeHabits habits(SimulatedNode node) {
            return new NodeHabits() {

                private final TreeMap<Partition, Epoch> taken = new TreeMap<>();
                private final TreeMap<Partition, Epoch> seen = new TreeMap<>();

                @Override
                public List<Event> hear(Event event) {
                    if (event instanceof Event.TookOver over) {
                        over.partitions().forEach(image -> taken.put(image.partition(), image.epoch()));
                    }
                    return List.of(
                            switch (event) {
                                case Event.Renewed news ->
                                    new Event.Renewed(news.number(), news.members(), masked(news.partitions()));
                                case Event.Looked news -> new Event.Looked(news.number(), masked(news.partitions()));
                                default -> changed(event, this::masked);
                            });
                }

                private PartitionImage masked(PartitionImage image) {
                    return new PartitionImage(
                            image.partition(),
                            ALWAYS,
                            image.takenAt(),
                            image.watermark(),
                            image.lastId(),
                            image.handedOver());
                }

                private SortedMap<Partition, PartitionStatus> masked(SortedMap<Partition, PartitionStatus> news) {
                    var statuses = new TreeMap<Partition, PartitionStatus>();
                    news.forEach((partition, status) -> {
                        seen.put(partition, status.epoch());
                        boolean mine = status.epoch().equals(taken.get(partition));
                        statuses.put(
                                partition,
                                new PartitionStatus(
                                        partition, status.owner(), mine ? ALWAYS : ALWAYS.next(), status.watermark()));
                    });
                    return statuses;
                }

                @Override
                public List<Effect> carryOut(List<Effect> effects) {
                    return effects.stream().map(this::unmasked).toList();
                }

                private Effect unmasked(Effect effect) {
                    return switch (effect) {
                        case Effect.Commit commit -> new Effect.Commit(unmasked(commit.batch()));
                        case Effect.Resolve resolve -> new Effect.Resolve(unmasked(resolve.batch()));
                        case Effect.TakeOver over -> {
                            var real = new TreeMap<Partition, Epoch>();
                            over.ifEpoch()
                                    .keySet()
                                    .forEach(
                                            partition -> real.put(partition, seen.getOrDefault(partition, Epoch.NONE)));
                            yield new Effect.TakeOver(real);
                        }
                        default -> effect;
                    };
                }

                private CommitBatch unmasked(CommitBatch batch) {
                    var fence = new TreeMap<>(batch.fence());
                    fence.replaceAll((partition, epoch) -> taken.getOrDefault(partition, epoch));
                    return new CommitBatch(
                            batch.node(), batch.lane(), batch.number(), batch.at(), fence, batch.writes());
                }
            };
        }
    }
}
