package io.carillon.simulation;

import io.carillon.engine.Effect;
import io.carillon.engine.Event;
import io.carillon.engine.Report;
import io.carillon.engine.Saved;
import io.carillon.engine.SessionId;
import java.util.ArrayList;
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

    /** Says that something is saved as soon as it is heard. */
    static final class AcknowledgedTooSoon extends Variation {

        @Override
        NodeHabits habits(SimulatedNode node) {
            return new NodeHabits() {

                private final List<Effect> heard = new ArrayList<>();

                @Override
                public List<Event> hear(Event event) {
                    if (event instanceof Event.Reported reported) {
                        reported.reports().forEach(report -> note(reported.session(), report));
                    }
                    return List.of(event);
                }

                private void note(SessionId session, Report report) {
                    if (report instanceof Report.Saving saving && saving.sequence() != Report.Saving.UNASKED) {
                        heard.add(new Effect.AcknowledgeSaving(session, saving, true, ""));
                    }
                }

                @Override
                public List<Effect> carryOut(List<Effect> effects) {
                    var all = new ArrayList<>(effects);
                    all.addAll(heard);
                    heard.clear();
                    return all;
                }
            };
        }
    }
}
