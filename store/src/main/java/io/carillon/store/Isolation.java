package io.carillon.store;

import io.carillon.engine.Write;
import io.carillon.model.Partition;
import io.carillon.model.RunId;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * Finds out which writes of a batch the database refuses: tries halves of it, and halves of those, in the order of the writes and with
 * everything that went well before in place. Nothing of it stays.
 */
final class Isolation {

    private final Applier applier;

    Isolation(Applier applier) {
        this.applier = applier;
    }

    /**
     * Reasons by the places of the writes; empty if each went well by itself. What is of a partition that was lost is not tried: it
     * would be left out anyway.
     */
    SortedMap<Integer, String> refused(List<Write> writes, Set<Partition> lost, Session session) throws SQLException {
        List<Integer> places = IntStream.range(0, writes.size())
                .filter(place -> Fence.keeps(writes.get(place), lost))
                .boxed()
                .toList();
        var refused = new TreeMap<Integer, String>();
        session.execute("SAVEPOINT before_all");
        search(places, new Attempt(withoutPlans(writes), session, refused));
        session.execute("ROLLBACK TO SAVEPOINT before_all");
        return refused;
    }

    /** A plan is one row, which halves would insert twice: so each of its runs is tried in a row of its own. */
    private static List<Write> withoutPlans(List<Write> writes) {
        var planned = new HashSet<RunId>();
        for (Write write : writes) {
            if (write instanceof Write.InsertRun insert && insert.plan() != null) {
                planned.add(insert.run().id());
            }
        }
        return writes.stream().map(write -> withoutPlan(write, planned)).toList();
    }

    private static Write withoutPlan(Write write, Set<RunId> planned) {
        return switch (write) {
            case Write.InsertRun insert -> new Write.InsertRun(insert.partition(), insert.run());
            case Write.UpdateRun update
            when planned.contains(update.run().id()) -> new Write.UpdateRun(update.partition(), update.run());
            default -> write;
        };
    }

    private record Attempt(List<Write> writes, Session session, SortedMap<Integer, String> refused) {}

    private void search(List<Integer> places, Attempt attempt) throws SQLException {
        List<Write> writes = places.stream().map(attempt.writes()::get).toList();
        Optional<SQLException> refusal = tryAll(writes, attempt.session());
        if (refusal.isEmpty()) {
            return;
        }
        if (places.size() == 1) {
            attempt.refused().put(places.getFirst(), Reason.of(refusal.get()));
            return;
        }
        int half = places.size() / 2;
        search(places.subList(0, half), attempt);
        search(places.subList(half, places.size()), attempt);
    }

    private Optional<SQLException> tryAll(List<Write> writes, Session session) throws SQLException {
        String savepoint = "part_" + writes.size();
        session.execute("SAVEPOINT " + savepoint);
        try {
            applier.apply(BatchPlan.of(writes), session);
            return Optional.empty();
        } catch (SQLException failure) {
            if (!Refusal.is(failure)) {
                throw failure;
            }
            session.execute("ROLLBACK TO SAVEPOINT " + savepoint);
            return Optional.of(failure);
        }
    }
}
