package io.carillon.simulation;

import io.carillon.engine.Effect;
import io.carillon.engine.Event;
import java.util.List;

/** What is wrong about sharing the slots of a worker among nodes. */
final class CreditMutants {

    private CreditMutants() {}

    /** A node goes on with one slot more than it has said to be left. */
    static final class TakenBackAndUsed extends Variation {

        @Override
        NodeHabits habits(SimulatedNode node) {
            return new NodeHabits() {
                @Override
                public List<Event> hear(Event event) {
                    return event instanceof Event.WorkerGranted granted && granted.confirm() != 0
                            ? List.of(event, new Event.WorkerGranted(granted.session(), granted.granted() + 1, true, 0))
                            : List.of(event);
                }
            };
        }
    }

    /** A node does not say that runs wait for slots which the worker has granted to others. */
    static final class WaitingNotTold extends Variation {

        @Override
        NodeHabits habits(SimulatedNode node) {
            return new NodeHabits() {
                @Override
                public List<Effect> carryOut(List<Effect> effects) {
                    return effects.stream()
                            .filter(effect -> !(effect instanceof Effect.Want))
                            .toList();
                }
            };
        }
    }
}
