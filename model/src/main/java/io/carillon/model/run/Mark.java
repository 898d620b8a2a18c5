package io.carillon.model.run;

import io.carillon.model.RunId;
import java.time.Instant;

/** Something that is noted beside a run that has ended; its state is final and stays as it is. */
public sealed interface Mark {

    /** It is a dead letter from now on. */
    record Dead(DeadReason reason) implements Mark {}

    record CompensatedBy(RunId run) implements Mark {}

    /** Its work was asked for again: it is a dead letter no longer. */
    record RerunBy(RunId run) implements Mark {}

    /** Somebody took it off the list of dead letters; means nothing to a run that is none. */
    record Discarded(Instant at) implements Mark {}
}
