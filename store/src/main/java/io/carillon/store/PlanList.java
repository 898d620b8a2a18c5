package io.carillon.store;

import io.carillon.engine.RunFilter;
import io.carillon.model.RunId;
import io.carillon.model.run.Run;
import io.carillon.model.run.RunStatus;
import io.carillon.store.RunCatalog.Position;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The part of a list that stands in plans, where a run is found by its plan only: those that may hold something for a page are read
 * whole, the latest first. There are as many as is recorded ahead, and those of one job are in its partition.
 */
final class PlanList implements ListPart {

    private static final int PLANS_AT_ONCE = 50;
    private static final Comparator<Run> LATEST_FIRST =
            Comparator.comparing(Run::scheduledAt).thenComparing(Run::id).reversed();
    private static final String ANY = "SELECT id, latest_at, body FROM plans WHERE partition_number >= 0"
            + " AND earliest_at <= ? AND latest_at >= ?";
    private static final String ORDER = " ORDER BY latest_at DESC, id DESC LIMIT ? OFFSET ?";

    /** Whether a filter may ask for what stands in plans, which is recorded and not due, as far as the store knows. */
    static boolean mayMatch(RunFilter filter) {
        return !filter.dead()
                && filter.shardOf() == null
                && (filter.statuses().isEmpty() || filter.statuses().contains(RunStatus.PENDING));
    }

    static String statement(boolean ofJob) {
        String inPartition =
                " AND partition_number IN (SELECT partition_number FROM jobs WHERE namespace = ? AND name = ?)";
        return ANY + (ofJob ? inPartition : "") + ORDER;
    }

    private record Stored(long latestAt, List<Run> runs) {}

    @Override
    public long latest() {
        return Long.MAX_VALUE;
    }

    @Override
    public List<Pages.Slot<Position, Run>> read(
            RunFilter filter, Position after, int limit, SetAside setAside, Session session) throws SQLException {
        var found = new ArrayList<Run>();
        for (int read = 0; ; read += PLANS_AT_ONCE) {
            List<Stored> plans = plans(filter, after, read, setAside, session);
            var candidates = new ArrayList<Run>();
            for (Stored plan : plans) {
                candidates.addAll(matching(plan, filter, after));
            }
            candidates.sort(LATEST_FIRST);
            found.addAll(PlanRows.standing(candidates, limit, setAside, session));
            found.sort(LATEST_FIRST);
            boolean full = found.size() >= limit
                    && !plans.isEmpty()
                    && plans.getLast().latestAt()
                            < Micros.of(found.get(limit - 1).scheduledAt());
            if (full || plans.size() < PLANS_AT_ONCE) {
                return found.stream().limit(limit).map(PlanList::slot).toList();
            }
        }
    }

    private static List<Stored> plans(RunFilter filter, Position after, int offset, SetAside setAside, Session session)
            throws SQLException {
        return session.query(
                statement(filter.job() != null),
                to -> {
                    to.number(after.scheduledAt()).number(RunList.from(filter));
                    if (filter.job() != null) {
                        to.text(filter.namespace().value()).text(filter.job().value());
                    }
                    to.number(PLANS_AT_ONCE).number(offset);
                },
                row -> {
                    var id = new RunId(row.number());
                    return new Stored(
                            row.number(), PlanRows.read(id, row, setAside).runs());
                });
    }

    private static List<Run> matching(Stored plan, RunFilter filter, Position after) {
        return plan.runs().stream()
                .filter(run -> matches(run, filter)
                        && position(run).compareTo(after) < 0
                        && position(run).scheduledAt() >= RunList.from(filter))
                .toList();
    }

    private static boolean matches(Run run, RunFilter filter) {
        return run.job().namespace().equals(filter.namespace())
                && (filter.job() == null || run.job().name().equals(filter.job()));
    }

    private static Position position(Run run) {
        return new Position(Micros.of(run.scheduledAt()), run.id().value());
    }

    private static Pages.Slot<Position, Run> slot(Run run) {
        return new Pages.Slot<>(position(run), run);
    }
}
