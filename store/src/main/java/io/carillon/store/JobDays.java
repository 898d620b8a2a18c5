package io.carillon.store;

import io.carillon.engine.RunFilter;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * The days on which runs of a job did not succeed: on most there are none. To list those of a day takes several searches in an order, and
 * a statement for each day; whether there are any is one look at an index, and many days are looked at together.
 */
final class JobDays {

    private static final int AT_ONCE = 40;

    private JobDays() {}

    /** Those of some days on which any run of a filter's job did not succeed. */
    static List<Slices.Span> withUndone(RunFilter filter, List<Slices.Span> days, Session session) throws SQLException {
        var with = new ArrayList<Slices.Span>();
        for (List<Slices.Span> some : Chunks.of(days, AT_ONCE)) {
            List<Boolean> any = any(filter, some, session);
            for (int place = 0; place < some.size(); place++) {
                if (any.get(place)) {
                    with.add(some.get(place));
                }
            }
        }
        return with;
    }

    private static List<Boolean> any(RunFilter filter, List<Slices.Span> days, Session session) throws SQLException {
        String namespace = filter.namespace().value();
        String job = Objects.requireNonNull(filter.job()).value();
        List<String> tables = days.stream().map(day -> day.slice().table()).toList();
        return session.query(
                        statement(tables),
                        to -> {
                            for (int table = 0; table < tables.size(); table++) {
                                to.text(namespace).text(job);
                            }
                        },
                        row -> flags(row, tables.size()))
                .getFirst();
    }

    static String statement(List<String> tables) {
        return tables.stream()
                .map(table -> "CASE WHEN EXISTS (SELECT 1 FROM " + table
                        + " WHERE namespace = ? AND job = ?) THEN 1 ELSE 0 END")
                .collect(Collectors.joining(", ", "SELECT ", ""));
    }

    private static List<Boolean> flags(Row row, int count) throws SQLException, UnreadableRowException {
        var flags = new ArrayList<Boolean>();
        for (int i = 0; i < count; i++) {
            flags.add(row.flag());
        }
        return flags;
    }
}
