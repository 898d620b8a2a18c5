package io.carillon.store;

import io.carillon.model.Epoch;
import io.carillon.model.NodeId;
import io.carillon.model.Partition;
import io.carillon.model.RunId;
import io.carillon.model.run.Run;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeSet;

/**
 * Gives what former owners left in their plans places of its own, where windows are read: the first plans in the transaction that takes
 * their partitions, since fires wait for each commit, and where there are more, some in each transaction, which the new epochs protect.
 */
final class Unpacker {

    private static final int PLANS_AT_ONCE = 200;

    /** With so many runs a transaction is long enough. */
    private static final int ENOUGH_RUNS = 10_000;

    private static final String FORGO =
            "UPDATE plans SET partition_number = " + PlanRows.NO_PARTITION + " WHERE id = ?";

    private final Writer writer;
    private final Readers readers;
    private final Fence fence;
    private final Dialect dialect;
    private final Bulk bulk;
    private final SetAside setAside;

    Unpacker(Writer writer, Readers readers, Dialect dialect, SetAside setAside) {
        this.writer = writer;
        this.readers = readers;
        this.fence = new Fence(dialect);
        this.dialect = dialect;
        this.bulk = dialect.bulk();
        this.setAside = setAside;
    }

    /** Unpacks whatever is left in plans of partitions that a node has just taken; none can come any more. */
    void unpack(NodeId node, SortedMap<Partition, Epoch> taken) throws SQLException {
        boolean more = true;
        while (more) {
            more = switch (writer.transact(session -> unpackKept(node, taken, session))) {
                case Writer.Ending.Done<Boolean> done -> done.value();
                case Writer.Ending.Undone<Boolean> undone -> throw undone.reason();
                case Writer.Ending.Doubtful<Boolean> doubtful -> throw doubtful.reason();
            };
        }
    }

    static String some(Collection<Partition> partitions) {
        return "SELECT id, body FROM plans WHERE partition_number IN " + Sql.in(partitions)
                + " ORDER BY partition_number, id LIMIT " + PLANS_AT_ONCE;
    }

    /** Returns whether there is more: none is left of partitions that have been lost meanwhile. */
    private boolean unpackKept(NodeId node, SortedMap<Partition, Epoch> taken, Session session) throws SQLException {
        var kept = new TreeSet<>(taken.keySet());
        kept.removeAll(fence.lost(node, taken, session));
        return !kept.isEmpty() && unpackSome(kept, session);
    }

    /** Returns whether there is more. Nobody else can write the partitions until the transaction ends. */
    boolean unpackSome(Collection<Partition> kept, Session session) throws SQLException {
        List<PlanRows.Plan> found =
                session.query(some(kept), _ -> {}, row -> PlanRows.read(new RunId(row.number()), row, setAside));
        List<PlanRows.Plan> enough = enough(found);
        unpack(enough, session);
        return found.size() == PLANS_AT_ONCE || enough.size() < found.size();
    }

    private static List<PlanRows.Plan> enough(List<PlanRows.Plan> plans) {
        int runs = 0;
        int count = 0;
        while (count < plans.size() && runs < ENOUGH_RUNS) {
            runs += plans.get(count).runs().size();
            count++;
        }
        return plans.subList(0, count);
    }

    /** Where their runs are by now is read from one state of the database, in which is all that their former owners committed. */
    private void unpack(List<PlanRows.Plan> plans, Session session) throws SQLException {
        if (plans.isEmpty()) {
            return;
        }
        List<Run> planned = plans.stream().flatMap(plan -> plan.runs().stream()).toList();
        List<Run> left = readers.read(reader -> reader.together(
                dialect.beginReading(), _ -> PlanRows.standing(planned, planned.size(), setAside, reader)));
        bulk.insert(RunRows.LIVE_TABLE, RunRows.LIVE, left, RunRows::writeLive, session);
        List<RunId> readable = plans.stream()
                .filter(plan -> !plan.runs().isEmpty())
                .map(PlanRows.Plan::id)
                .toList();
        bulk.delete(PlanRows.TABLE, readable, RunId::value, session);
        List<RunId> others = plans.stream()
                .map(PlanRows.Plan::id)
                .filter(plan -> !readable.contains(plan))
                .toList();
        session.updateAll(FORGO, others, (id, to) -> to.number(id.value()));
    }
}
