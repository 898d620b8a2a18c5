package io.carillon.store;

import io.carillon.model.run.Run;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes parts of runs. They are read by their run only, so they stand apart from all that is listed, and end where they lived: a
 * part that ends costs one row and no entry of an index.
 */
final class PartWriter {

    private final Bulk bulk;

    PartWriter(Bulk bulk) {
        this.bulk = bulk;
    }

    /** Returns how many updates were left out, because their parts have ended or are gone. */
    int write(BatchPlan.Changes changes, Session session) throws SQLException {
        for (Map.Entry<Slice, List<Run>> each : bySlice(changes.newParts()).entrySet()) {
            bulk.insert(each.getKey().table(), RunRows.PART, each.getValue(), RunRows::writePart, session);
        }
        int missed = 0;
        for (Map.Entry<Slice, List<Run>> each : bySlice(changes.changedParts()).entrySet()) {
            missed += each.getValue().size() - update(each.getKey(), each.getValue(), session);
        }
        return missed;
    }

    private static int update(Slice slice, List<Run> parts, Session session) throws SQLException {
        int updated = 0;
        for (int rows : session.updateAll(
                update(slice.table()),
                parts,
                (part, to) -> to.number(StatusCode.of(part.state().status()))
                        .bytes(RunBody.write(part))
                        .number(part.id().value()))) {
            updated += rows;
        }
        return updated;
    }

    static String update(String table) {
        return "UPDATE " + table + " SET status = ?, body = ? WHERE id = ? AND " + StatusCode.NOT_ENDED;
    }

    private static Map<Slice, List<Run>> bySlice(List<Run> parts) {
        var bySlice = new LinkedHashMap<Slice, List<Run>>();
        for (Run part : parts) {
            bySlice.computeIfAbsent(Slice.ofParts(RunRows.shardOf(part).of()), _ -> new ArrayList<>())
                    .add(part);
        }
        return bySlice;
    }
}
