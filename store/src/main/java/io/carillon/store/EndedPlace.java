package io.carillon.store;

import io.carillon.model.Namespace;
import io.carillon.model.RunId;
import io.carillon.model.run.Run;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Where runs stand that have ended. */
interface EndedPlace {

    Optional<Run> run(Namespace namespace, RunId id, SetAside setAside, Session session) throws SQLException;

    /** Those of some ids that stand here, no more than {@link SomeIds#MOST}. */
    Set<Long> among(List<Long> ids, Session session) throws SQLException;

    /** The ids of some runs from one id up to another, the highest first. */
    List<Long> between(RunId first, RunId end, int limit, Session session) throws SQLException;
}
