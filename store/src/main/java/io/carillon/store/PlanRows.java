package io.carillon.store;

import io.carillon.model.RunId;
import io.carillon.model.run.Run;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.LongStream;

/**
 * Plans: runs that were recorded together and have not been written since, many in a row. A run whose plan still stands may have
 * left it: then it has a place of its own, among the live or among those that have ended, and only that counts.
 */
final class PlanRows {

    static final String TABLE = "plans";

    /** A plan that can't be read belongs to no partition any more: it is in nobody's way. */
    static final int NO_PARTITION = -1;

    private static final List<String> COLUMNS = List.of("id", "partition_number", "earliest_at", "latest_at", "body");

    static final String ONE =
            "SELECT id, body FROM plans WHERE partition_number = ? AND id <= ? ORDER BY id DESC LIMIT 1";
    static final String FIRST = "SELECT id FROM plans WHERE partition_number >= 0 ORDER BY id LIMIT 1";

    private PlanRows() {}

    /** The first plan that there is: whatever a new owner will have to look for ended after it was made. */
    static Optional<RunId> first(Session session) throws SQLException {
        return session.query(FIRST, _ -> {}, row -> new RunId(row.number())).stream()
                .findFirst();
    }

    /** What is recorded together. */
    record Plan(RunId id, List<Run> runs) {

        private LongStream scheduledAt() {
            return runs.stream().mapToLong(run -> Micros.of(run.scheduledAt()));
        }
    }

    static void insert(List<Plan> plans, Bulk bulk, Session session) throws SQLException {
        bulk.insert(TABLE, COLUMNS, plans, PlanRows::write, session);
    }

    private static void write(Plan plan, Parameters to) throws SQLException {
        to.number(plan.id().value())
                .number(plan.id().partition().number())
                .number(plan.scheduledAt().min().orElseThrow())
                .number(plan.scheduledAt().max().orElseThrow())
                .bytes(PlanBody.write(plan.id(), plan.runs()));
    }

    /** A run that stands in a plan: the last of its partition that does not begin behind it. The caller has looked elsewhere. */
    static Optional<Run> find(RunId id, SetAside setAside, Session session) throws SQLException {
        return session
                .query(
                        ONE,
                        to -> to.number(id.partition().number()).number(id.value()),
                        row -> read(new RunId(row.number()), row, setAside))
                .stream()
                .flatMap(plan -> plan.runs().stream())
                .filter(run -> run.id().equals(id))
                .findFirst();
    }

    /** Reads a plan; one that can't be read is set aside and has no runs. */
    static Plan read(RunId id, Row row, SetAside setAside) throws SQLException, UnreadableRowException {
        byte[] body = row.bytes();
        try {
            return new Plan(id, PlanBody.read(id, body));
        } catch (UnreadableRowException reason) {
            setAside.row("plan", id.value(), reason);
            return new Plan(id, List.of());
        }
    }

    /** The first of them that still stand where they were planned, or some more than are enough. */
    static List<Run> standing(List<Run> planned, int enough, SetAside setAside, Session session) throws SQLException {
        if (planned.isEmpty()) {
            return planned;
        }
        RunId first = planned.stream().map(Run::id).min(RunId::compareTo).orElseThrow();
        List<EndedPlace> ended = Whereabouts.ended(first, setAside, session);
        var standing = new ArrayList<Run>();
        for (List<Run> some : Chunks.of(planned, SomeIds.MOST)) {
            Set<Long> elsewhere = elsewhere(some, ended, session);
            some.stream().filter(run -> !elsewhere.contains(run.id().value())).forEach(standing::add);
            if (standing.size() >= enough) {
                break;
            }
        }
        return standing;
    }

    private static Set<Long> elsewhere(List<Run> runs, List<EndedPlace> ended, Session session) throws SQLException {
        List<Long> ids = runs.stream().map(run -> run.id().value()).toList();
        var elsewhere = new HashSet<>(
                session.query(EndedTable.among(RunRows.LIVE_TABLE), to -> SomeIds.fill(ids, to), Row::number));
        for (EndedPlace place : ended) {
            elsewhere.addAll(place.among(ids, session));
        }
        return elsewhere;
    }
}
