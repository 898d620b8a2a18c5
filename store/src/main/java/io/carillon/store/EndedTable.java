package io.carillon.store;

import io.carillon.model.Namespace;
import io.carillon.model.RunId;
import io.carillon.model.run.Run;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A table in which each run that has ended is a row. */
record EndedTable(String table) implements EndedPlace {

    @Override
    public Optional<Run> run(Namespace namespace, RunId id, SetAside setAside, Session session) throws SQLException {
        return session
                .query(
                        RunRows.one(table, RunRows.ENDED),
                        to -> to.number(id.value()).text(namespace.value()),
                        row -> RunRows.slot(0, row, true, (_, _) -> id, setAside))
                .stream()
                .flatMap(slot -> Optional.ofNullable(slot.value()).stream())
                .findFirst();
    }

    @Override
    public Set<Long> among(List<Long> ids, Session session) throws SQLException {
        return new HashSet<>(session.query(among(table), to -> SomeIds.fill(ids, to), Row::number));
    }

    static String among(String table) {
        return "SELECT id FROM " + table + " WHERE id IN " + SomeIds.PLACES;
    }

    @Override
    public List<Long> between(RunId first, RunId end, int limit, Session session) throws SQLException {
        return session.query(
                between(table),
                to -> to.number(first.value()).number(end.value()).number(limit),
                Row::number);
    }

    static String between(String table) {
        return "SELECT id FROM " + table + " WHERE id >= ? AND id < ? ORDER BY id DESC LIMIT ?";
    }
}
