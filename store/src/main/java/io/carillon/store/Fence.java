package io.carillon.store;

import io.carillon.engine.CommitBatch;
import io.carillon.engine.Write;
import io.carillon.model.Epoch;
import io.carillon.model.NodeId;
import io.carillon.model.Partition;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Tells which partitions of a batch its writer has lost, and keeps the others from being lost until the transaction ends. */
final class Fence {

    private final Dialect dialect;

    Fence(Dialect dialect) {
        this.dialect = dialect;
    }

    private record Holding(
            Partition partition, Epoch epoch, @Nullable String owner) {}

    /** A write of a partition that the batch does not name would never be checked. */
    static void requireNamed(CommitBatch batch) {
        for (Write write : batch.writes()) {
            if (write instanceof Write.Fenced fenced && !batch.fence().containsKey(fenced.partition())) {
                throw new IllegalStateException("batch " + batch.number() + " has " + write + " and a fence of "
                        + batch.fence().keySet());
            }
        }
    }

    Set<Partition> lost(NodeId node, SortedMap<Partition, Epoch> fence, Session session) throws SQLException {
        var lost = new TreeSet<>(fence.keySet());
        if (lost.isEmpty()) {
            return lost;
        }
        List<Holding> holdings = session.query(
                "SELECT number, epoch, owner FROM partitions" + dialect.byKey() + " WHERE number IN " + Sql.in(lost)
                        + dialect.fenceLock(),
                _ -> {},
                row -> new Holding(new Partition(row.count()), new Epoch(row.number()), row.textOrNull()));
        for (Holding holding : holdings) {
            if (holding.epoch().equals(fence.get(holding.partition()))
                    && node.value().equals(holding.owner())) {
                lost.remove(holding.partition());
            }
        }
        return lost;
    }

    static boolean keeps(Write write, Set<Partition> lost) {
        return !(write instanceof Write.Fenced fenced && lost.contains(fenced.partition()));
    }

    static List<Write> kept(CommitBatch batch, Set<Partition> lost) {
        if (lost.isEmpty()) {
            return batch.writes();
        }
        var kept = new ArrayList<Write>();
        for (Write write : batch.writes()) {
            if (keeps(write, lost)) {
                kept.add(write);
            }
        }
        return kept;
    }
}
