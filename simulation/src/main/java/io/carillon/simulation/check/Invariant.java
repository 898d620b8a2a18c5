package io.carillon.simulation.check;

import io.carillon.engine.CommitBatch;
import io.carillon.engine.Write;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** One thing that must hold. It looks at each happening as it happens, and costs little each time. */
abstract class Invariant {

    /** A write is about to become durable; the ledger does not know it yet. */
    void before(Write write, CommitBatch batch, Ledger ledger) {}

    /** Something happened, and the ledger knows it. */
    void after(Happening happening, Ledger ledger) {}

    /** Everything has healed and come to rest. */
    void atEnd(Ledger ledger, Instant end) {}

    final void require(boolean holds, @Nullable Object... message) {
        if (!holds) {
            throw violated(message);
        }
    }

    final Violation violated(@Nullable Object... message) {
        var text = new StringBuilder();
        for (@Nullable Object part : message) {
            text.append(part);
        }
        return new Violation(getClass().getSimpleName(), text.toString());
    }
}
