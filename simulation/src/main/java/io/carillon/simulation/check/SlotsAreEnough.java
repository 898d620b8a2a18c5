package io.carillon.simulation.check;

import io.carillon.engine.Event;
import io.carillon.engine.Report;

/** Nodes that know nothing of each other never give a worker more attempts between them than it has slots. */
final class SlotsAreEnough extends Invariant {

    @Override
    void after(Happening happening, Ledger ledger) {
        if (happening instanceof Happening.Heard heard && heard.event() instanceof Event.Reported reported) {
            for (Report report : reported.reports()) {
                boolean tooMany = report instanceof Report.Refused refused
                        && refused.error().code().equals("NO_SLOT");
                require(!tooMany, "an attempt too many: ", report);
            }
        }
    }
}
