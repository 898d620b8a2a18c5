package io.carillon.gateway.peer;

import io.carillon.model.Namespace;
import io.carillon.model.RunId;
import io.carillon.model.run.Run;
import java.util.Optional;

/** Where a node reads the runs that others name. */
public interface StoredRuns {

    Optional<Run> run(Namespace namespace, RunId id);
}
