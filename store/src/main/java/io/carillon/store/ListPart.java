package io.carillon.store;

import io.carillon.engine.RunFilter;
import io.carillon.model.run.Run;
import io.carillon.store.RunCatalog.Position;
import java.sql.SQLException;
import java.util.List;

/** What one place holds of a list of runs. */
interface ListPart {

    /** No run in it is scheduled later than this. */
    long latest();

    /** Runs that match a filter and stand behind a place, the latest first. */
    List<Pages.Slot<Position, Run>> read(
            RunFilter filter, Position after, int limit, SetAside setAside, Session session) throws SQLException;
}
