package io.carillon.simulation;

import io.carillon.engine.Effect;
import io.carillon.engine.Saved;
import java.util.List;

/** What is wrong about what attempts leave for those that come after them. */
final class SavingMutants {

    private SavingMutants() {}

    /** Hands a run out without what is saved of it. */
    static final class NotGiven extends Variation {

        @Override
        NodeHabits habits(SimulatedNode node) {
            return new NodeHabits() {
                @Override
                public List<Effect> carryOut(List<Effect> effects) {
                    return effects.stream().map(NotGiven::withNothing).toList();
                }
            };
        }

        private static Effect withNothing(Effect effect) {
            return effect instanceof Effect.Assign assign
                    ? new Effect.Assign(assign.session(), assign.run(), assign.spec(), assign.attempt(), Saved.NOTHING)
                    : effect;
        }
    }
}
