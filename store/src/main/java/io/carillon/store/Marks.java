package io.carillon.store;

import io.carillon.engine.Write;
import io.carillon.model.RunId;
import io.carillon.model.run.DeadReason;
import io.carillon.model.run.Mark;
import io.carillon.model.run.Sequel;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is noted beside a run that has ended, as columns; whether it is a dead letter stands by itself, for the indexes. */
final class Marks {

    static final List<String> COLUMNS = List.of("dead", "dead_reason", "compensated_by", "rerun_by", "discarded_at");

    private static final String SET_DEAD = " SET dead = 1, dead_reason = ? WHERE id = ?";
    private static final String SET_COMPENSATED = " SET dead = 0, dead_reason = NULL, compensated_by = ? WHERE id = ?";
    private static final String SET_RERUN = " SET dead = 0, dead_reason = NULL, rerun_by = ? WHERE id = ?";
    private static final String SET_DISCARDED =
            " SET dead = 0, dead_reason = NULL, discarded_at = ? WHERE id = ? AND dead = 1";

    private Marks() {}

    static void write(Sequel sequel, Parameters to) throws SQLException {
        to.flag(sequel.dead() != null)
                .text(sequel.dead() == null ? null : sequel.dead().name());
        writeId(sequel.compensatedBy(), to);
        writeId(sequel.rerunBy(), to);
        to.instant(sequel.discardedAt());
    }

    private static void writeId(@Nullable RunId id, Parameters to) throws SQLException {
        if (id == null) {
            to.noNumber();
        } else {
            to.number(id.value());
        }
    }

    static Sequel read(Row row) throws SQLException, UnreadableRowException {
        boolean dead = row.flag();
        String reason = row.textOrNull();
        if (dead != (reason != null)) {
            throw new UnreadableRowException("whether it is a dead letter is not clear");
        }
        return new Sequel(
                reason == null ? null : DeadReason.valueOf(reason),
                runOrNull(row.numberOrNull()),
                runOrNull(row.numberOrNull()),
                row.instantOrNull());
    }

    private static @Nullable RunId runOrNull(@Nullable Long id) {
        return id == null ? null : new RunId(id);
    }

    /** Notes something beside the run if its row is in a table, and returns whether it is. */
    static boolean set(String table, Write.MarkRun write, Session session) throws SQLException {
        long run = write.run().value();
        String update = "UPDATE " + table;
        int changed = switch (write.mark()) {
            case Mark.Dead died ->
                session.update(
                        update + SET_DEAD, to -> to.text(died.reason().name()).number(run));
            case Mark.CompensatedBy by ->
                session.update(
                        update + SET_COMPENSATED,
                        to -> to.number(by.run().value()).number(run));
            case Mark.RerunBy by ->
                session.update(
                        update + SET_RERUN, to -> to.number(by.run().value()).number(run));
            case Mark.Discarded discarded ->
                session.update(
                        update + SET_DISCARDED, to -> to.instant(discarded.at()).number(run));
        };
        return changed > 0;
    }
}
