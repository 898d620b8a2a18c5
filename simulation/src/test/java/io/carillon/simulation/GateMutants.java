package io.carillon.simulation;

import io.carillon.engine.Event;
import io.carillon.engine.WorkerFacts;
import io.carillon.model.ResourceKind;
import io.carillon.model.job.LimitSpec;
import io.carillon.model.job.Resource;
import io.carillon.model.job.ResourceSpec;
import java.util.List;
import java.util.Optional;

/** What is wrong about what holds runs back. */
final class GateMutants {

    private GateMutants() {}

    /** Knows a limit, and not how many it allows. */
    static final class LimitUnknown extends Variation {

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

        private static List<Resource> blurred(List<Resource> resources) {
            return resources.stream().map(LimitUnknown::blurred).toList();
        }

        private static Resource blurred(Resource resource) {
            if (resource.key().kind() != ResourceKind.LIMIT) {
                return resource;
            }
            ResourceSpec wide = new LimitSpec(Optional.of(1_000), Optional.empty(), Optional.empty());
            return new Resource(resource.key(), resource.version(), resource.labels(), wide, resource.changedAt());
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
                    worker.capabilities(),
                    Needs.LASTING,
                    worker.holding());
        }
    }
}
