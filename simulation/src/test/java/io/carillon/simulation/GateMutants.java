package io.carillon.simulation;

import io.carillon.engine.Event;
import io.carillon.engine.WorkerFacts;
import io.carillon.model.job.LimitSpec;
import io.carillon.model.job.Resource;
import java.util.List;
import java.util.Optional;

/** What is wrong about what holds runs back. */
final class GateMutants {

    private GateMutants() {}

    /** Knows a limit, and not how many it allows. */
    static final class LimitUnknown extends LimitBlurred {

        @Override
        LimitSpec blurred(LimitSpec spec) {
            return new LimitSpec(Optional.of(1_000), Optional.empty(), Optional.empty());
        }
    }

    /** Knows how many a limit allows at once, and not how many in a stretch of time. */
    static final class RateUnknown extends LimitBlurred {

        @Override
        LimitSpec blurred(LimitSpec spec) {
            return new LimitSpec(spec.concurrent(), Optional.empty(), spec.breaker());
        }
    }

    abstract static class LimitBlurred extends Variation {

        abstract LimitSpec blurred(LimitSpec spec);

        @Override
        NodeHabits habits(SimulatedNode node) {
            return new NodeHabits() {
                @Override
                public List<Event> hear(Event event) {
                    return List.of(
                            switch (event) {
                                case Event.ResourcesRead read -> new Event.ResourcesRead(blurred(read.resources()));
                                case Event.TookOver taken ->
                                    new Event.TookOver(taken.partitions(), taken.apps(), blurred(taken.resources()));
                                default -> event;
                            });
                }
            };
        }

        private List<Resource> blurred(List<Resource> resources) {
            return resources.stream().map(this::blurred).toList();
        }

        private Resource blurred(Resource resource) {
            if (!(resource.spec() instanceof LimitSpec spec)) {
                return resource;
            }
            return new Resource(
                    resource.key(), resource.version(), resource.labels(), blurred(spec), resource.changedAt());
        }
    }

    /** Believes that every worker has every label. */
    static final class LabelsMadeUp extends Variation {

        @Override
        NodeHabits habits(SimulatedNode node) {
            return new NodeHabits() {
                @Override
                public List<Event> hear(Event event) {
                    return List.of(
                            event instanceof Event.WorkerJoined joined
                                    ? new Event.WorkerJoined(joined.session(), labelled(joined.worker()))
                                    : event);
                }
            };
        }

        private static WorkerFacts labelled(WorkerFacts worker) {
            return new WorkerFacts(
                    worker.id(),
                    worker.bootId(),
                    worker.app(),
                    worker.slots(),
                    worker.byCredit(),
                    worker.capabilities(),
                    Needs.LASTING,
                    worker.holding());
        }
    }
}
