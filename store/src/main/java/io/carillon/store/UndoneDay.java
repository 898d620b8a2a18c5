package io.carillon.store;

import io.carillon.engine.RunFilter;
import io.carillon.model.run.Run;
import io.carillon.store.RunCatalog.Position;
import java.sql.SQLException;
import java.util.List;

/** What of one job did not succeed on one day, which is listed only if there is any. */
record UndoneDay(Slice day, RunList list, JobDays days) implements ListPart {

    @Override
    public long latest() {
        return list.latest();
    }

    @Override
    public List<Pages.Slot<Position, Run>> read(
            RunFilter filter, Position after, int limit, SetAside setAside, Session session) throws SQLException {
        return days.hasUndone(day, session) ? list.read(filter, after, limit, setAside, session) : List.of();
    }
}
