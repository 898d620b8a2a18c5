package io.carillon.store;

import io.carillon.engine.RunFilter;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The days on which runs of a job did not succeed: on most there are none. To list those of a day takes several searches in an order, and
 * a statement for each day; whether there are any is one look at an index, and many days are looked at together. The first few are by
 * themselves: a page of a job that runs often is full after these.
 */
final class JobDays {

    private static final int FIRST = 4;
    private static final int AT_ONCE = 40;

    private final RunFilter filter;
    private final List<Slice> days;
    private final Set<Slice> withUndone = new HashSet<>();
    private int lookedAt;

    /** @param days in the order in which a list comes to them */
    JobDays(RunFilter filter, List<Slice> days) {
        this.filter = filter;
        this.days = days;
    }

    /** Whether any run of the filter's job did not succeed on one of the days. */
    boolean hasUndone(Slice day, Session session) throws SQLException {
        int place = days.indexOf(day);
        while (lookedAt <= place) {
            look(days.subList(lookedAt, Math.min(days.size(), lookedAt + (lookedAt == 0 ? FIRST : AT_ONCE))), session);
        }
        return withUndone.contains(day);
    }

    private void look(List<Slice> some, Session session) throws SQLException {
        List<Boolean> any = any(some, session);
        for (int place = 0; place < some.size(); place++) {
            if (any.get(place)) {
                withUndone.add(some.get(place));
            }
        }
        lookedAt += some.size();
    }

    private List<Boolean> any(List<Slice> some, Session session) throws SQLException {
        String namespace = filter.namespace().value();
        String job = Objects.requireNonNull(filter.job()).value();
        List<String> tables = some.stream().map(Slice::table).toList();
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
