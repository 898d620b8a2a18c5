package io.carillon.store;

import io.carillon.engine.RunFilter;
import io.carillon.model.JobKey;
import io.carillon.model.run.Run;
import io.carillon.store.RunCatalog.Position;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The part of a list that succeeded on one day.
 *
 * @param latest no run in it is scheduled later than this
 */
record DoneList(DoneDay day, long latest) implements ListPart {

    private static final long BEFORE_ANY_RUN = 0;

    @Override
    public List<Pages.Slot<Position, Run>> read(
            RunFilter filter, Position after, int limit, SetAside setAside, Session session) throws SQLException {
        long group = filter.job() == null
                ? Entry.group(filter.namespace())
                : Entry.group(new JobKey(filter.namespace(), filter.job()));
        List<Entry> entries = day.last(
                Entry.bound(group, RunList.from(filter), BEFORE_ANY_RUN),
                Entry.bound(group, after.scheduledAt(), after.id()),
                limit,
                session);
        Map<Long, Run> runs = PageRows.runs(day.slice(), entries, setAside, session);
        return entries.stream()
                .map(entry -> new Pages.Slot<>(
                        new Position(entry.at(), entry.run()), matching(runs.get(entry.run()), filter)))
                .toList();
    }

    /** Two names may have one hash. */
    private static @Nullable Run matching(@Nullable Run run, RunFilter filter) {
        return run != null
                        && run.job().namespace().equals(filter.namespace())
                        && (filter.job() == null || run.job().name().equals(filter.job()))
                ? run
                : null;
    }
}
