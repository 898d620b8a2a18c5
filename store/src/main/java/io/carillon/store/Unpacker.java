package io.carillon.store;

import io.carillon.model.Epoch;
import io.carillon.model.NodeId;
import io.carillon.model.Partition;
import io.carillon.model.RunId;
import io.carillon.model.run.Run;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Gives what a former owner left in its plans places of its own, where windows are read. Each plan is unpacked in one transaction
 * that its partition's new epoch protects.
 */
final class Unpacker {

    static final String OF_PARTITION = "SELECT id, body FROM plans WHERE partition_number = ? ORDER BY id LIMIT ?";
    private static final String FORGO =
            "UPDATE plans SET partition_number = " + PlanRows.NO_PARTITION + " WHERE id = ?";
    private static final int PLANS_AT_ONCE = 50;

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

    /** Unpacks whatever stands in plans of partitions that a node has just taken. */
    void unpack(NodeId node, SortedMap<Partition, Epoch> taken) throws SQLException {
        for (Map.Entry<Partition, Epoch> each : planned(taken).entrySet()) {
            boolean more = true;
            while (more) {
                more = switch (writer.transact(session -> unpackSome(node, each.getKey(), each.getValue(), session))) {
                    case Writer.Ending.Done<Boolean> done -> done.value();
                    case Writer.Ending.Undone<Boolean> undone -> throw undone.reason();
                    case Writer.Ending.Doubtful<Boolean> doubtful -> throw doubtful.reason();
                };
            }
        }
    }

    /** Those that have any plan; none can come any more. */
    private SortedMap<Partition, Epoch> planned(SortedMap<Partition, Epoch> taken) {
        var planned = new TreeMap<>(taken);
        planned.keySet()
                .retainAll(readers.read(session -> session.query(
                        "SELECT DISTINCT partition_number FROM plans WHERE partition_number IN "
                                + Sql.in(taken.keySet()),
                        _ -> {},
                        row -> new Partition(row.count()))));
        return planned;
    }

    /** Returns whether there is more: none is left of a partition that has been lost meanwhile. */
    private boolean unpackSome(NodeId node, Partition partition, Epoch epoch, Session session) throws SQLException {
        if (!fence.lost(node, new TreeMap<>(Map.of(partition, epoch)), session).isEmpty()) {
            return false;
        }
        List<PlanRows.Plan> plans = session.query(
                OF_PARTITION,
                to -> to.number(partition.number()).number(PLANS_AT_ONCE),
                row -> PlanRows.read(new RunId(row.number()), row, setAside));
        for (PlanRows.Plan plan : plans) {
            unpack(plan, session);
        }
        return plans.size() == PLANS_AT_ONCE;
    }

    /** Where its runs are by now is read from one state of the database, in which is all that its former owner committed. */
    private void unpack(PlanRows.Plan plan, Session session) throws SQLException {
        if (plan.runs().isEmpty()) {
            session.update(FORGO, to -> to.number(plan.id().value()));
            return;
        }
        List<Run> left = readers.read(reader -> reader.together(
                dialect.beginReading(),
                _ -> PlanRows.standing(plan.runs(), plan.runs().size(), setAside, reader)));
        bulk.insert(RunRows.LIVE_TABLE, RunRows.LIVE, left, RunRows::writeLive, session);
        bulk.delete(PlanRows.TABLE, List.of(plan.id()), RunId::value, session);
    }
}
