package io.carillon.store;

import io.carillon.engine.RunFilter;
import io.carillon.model.RunId;
import io.carillon.model.run.Run;
import io.carillon.model.run.RunStatus;
import io.carillon.store.RunCatalog.Position;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/**
 * The part of a list that stands in plans, where a run is found by its plan only: those that may hold something for a page are read
 * whole, the latest first. There are as many as is recorded ahead, and those of one job are in its partition.
 *
 * @param homes the partitions of the job that is asked for, of which each life may have had another; none if any job is
 */
record PlanList(List<Long> homes) implements ListPart {

    private static final int PLANS_AT_ONCE = 50;
    private static final Comparator<Run> LATEST_FIRST =
            Comparator.comparing(Run::scheduledAt).thenComparing(Run::id).reversed();
    private static final String ANY = "SELECT id, latest_at, body FROM plans WHERE partition_number >= 0"
            + " AND earliest_at <= ? AND latest_at >= ?";

    /** Each of the two is one range of an index. */
    static final String HOMES = "SELECT DISTINCT partition_number FROM jobs WHERE namespace = ? AND name = ?";

    static final String EXISTING = " AND existing = 1";
    static final String DELETED = " AND existing IS NULL";

    private static final String ORDER = " ORDER BY latest_at DESC, id DESC LIMIT ? OFFSET ?";

    /** Whether a filter may ask for what stands in plans, which is recorded and not due, or due and handed to nobody. */
    static boolean mayMatch(RunFilter filter) {
        return !filter.dead()
                && filter.shardOf() == null
                && (filter.statuses().isEmpty()
                        || filter.statuses().contains(RunStatus.PENDING)
                        || filter.statuses().contains(RunStatus.SCHEDULED));
    }

    /** What a filter asks for: of a job that nobody has ever heard of nothing is planned. */
    static Optional<PlanList> of(RunFilter filter, Session session) throws SQLException {
        if (filter.job() == null) {
            return Optional.of(new PlanList(List.of()));
        }
        String namespace = filter.namespace().value();
        String name = filter.job().value();
        var homes = new TreeSet<Long>();
        for (String lives : List.of(EXISTING, DELETED)) {
            homes.addAll(session.query(HOMES + lives, to -> to.text(namespace).text(name), Row::number));
        }
        return homes.isEmpty() ? Optional.empty() : Optional.of(new PlanList(List.copyOf(homes)));
    }

    /** @param homes how many partitions the plans are of; 0: of any */
    static String statement(int homes) {
        String inPartitions = " AND partition_number IN (" + String.join(", ", Collections.nCopies(homes, "?")) + ")";
        return ANY + (homes > 0 ? inPartitions : "") + ORDER;
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

    private List<Stored> plans(RunFilter filter, Position after, int offset, SetAside setAside, Session session)
            throws SQLException {
        return session.query(
                statement(homes.size()),
                to -> {
                    to.number(after.scheduledAt()).number(RunList.from(filter));
                    for (long home : homes) {
                        to.number(home);
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
                && filter.hasStatus(run)
                && (filter.job() == null || run.job().name().equals(filter.job()));
    }

    private static Position position(Run run) {
        return new Position(Micros.of(run.scheduledAt()), run.id().value());
    }

    private static Pages.Slot<Position, Run> slot(Run run) {
        return new Pages.Slot<>(position(run), run);
    }
}
