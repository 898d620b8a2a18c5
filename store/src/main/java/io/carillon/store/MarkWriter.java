package io.carillon.store;

import io.carillon.engine.Write;
import io.carillon.model.run.Mark;
import java.sql.SQLException;
import java.util.List;

/** Notes something beside runs that ended some time ago: the few changes that history ever sees. */
final class MarkWriter {

    private static final String SET_DEAD = " SET dead = 1, dead_reason = ? WHERE id = ?";
    private static final String SET_COMPENSATED = " SET dead = 0, dead_reason = NULL, compensated_by = ? WHERE id = ?";
    private static final String SET_RERUN = " SET dead = 0, dead_reason = NULL, rerun_by = ? WHERE id = ?";
    private static final String SET_DISCARDED =
            " SET dead = 0, dead_reason = NULL, discarded_at = ? WHERE id = ? AND dead = 1";

    void write(List<Write.MarkRun> marks, Session session) throws SQLException {
        for (Write.MarkRun mark : marks) {
            write(mark, session);
        }
    }

    private static void write(Write.MarkRun mark, Session session) throws SQLException {
        for (String table : Whereabouts.ended(mark.run(), session)) {
            if (noted(table, mark, session)) {
                return;
            }
        }
    }

    private static boolean noted(String table, Write.MarkRun write, Session session) throws SQLException {
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
