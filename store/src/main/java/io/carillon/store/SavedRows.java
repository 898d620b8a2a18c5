package io.carillon.store;

import io.carillon.engine.Saved;
import io.carillon.engine.Write;
import io.carillon.model.RunId;
import io.carillon.model.json.Json;
import io.carillon.model.json.JsonException;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;

/** What the attempts of live runs have saved. A batch in which nobody saved anything and nobody who did ends says nothing about it. */
final class SavedRows {

    private static final List<String> KEY = List.of("run_id", "step");
    private static final String DROP = "DELETE FROM saved WHERE run_id = ?";
    private static final String READ = "SELECT run_id, step, body FROM saved WHERE run_id IN " + SomeIds.PLACES;

    private final String put;

    SavedRows(Dialect dialect) {
        this.put = dialect.upsert(
                "saved",
                KEY,
                List.of("run_id", "step", "epoch", "attempt", "body"),
                List.of("epoch", "attempt", "body"));
    }

    void write(Collection<Write.Save> saves, List<Write.DropSaved> drops, Session session) throws SQLException {
        if (!saves.isEmpty()) {
            session.updateAll(put, saves, SavedRows::bind);
        }
        if (!drops.isEmpty()) {
            session.updateAll(DROP, drops, (drop, to) -> to.number(drop.run().value()));
        }
    }

    private static void bind(Write.Save save, Parameters to) throws SQLException {
        to.number(save.run().value())
                .text(save.entry().step())
                .number(save.by().epoch().number())
                .number(save.by().attempt())
                .text(save.entry().value().text());
    }

    static SortedMap<RunId, Saved> read(SortedSet<RunId> runs, Session session) throws SQLException {
        var found = new TreeMap<RunId, SortedMap<String, Json>>();
        List<Long> ids = runs.stream().map(RunId::value).toList();
        for (List<Long> some : Chunks.of(ids, SomeIds.MOST)) {
            session.query(READ, to -> SomeIds.fill(some, to), row -> put(row, found));
        }
        var saved = new TreeMap<RunId, Saved>();
        found.forEach((run, byStep) -> saved.put(run, new Saved(byStep)));
        return saved;
    }

    private static boolean put(Row row, SortedMap<RunId, SortedMap<String, Json>> found)
            throws SQLException, UnreadableRowException {
        var run = new RunId(row.number());
        String step = row.text();
        try {
            Json before = found.computeIfAbsent(run, _ -> new TreeMap<>()).put(step, Json.parse(row.text()));
            return before == null;
        } catch (JsonException reason) {
            throw new UnreadableRowException(reason);
        }
    }
}
