package io.carillon.store;

import io.carillon.model.run.Run;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * How far back the days of history reach, so that a list of older runs need not ask them. Most runs end on the day that they are
 * scheduled on or the next; only what took longer is noted, so that it costs the others nothing.
 */
final class EarlyRuns {

    private static final String TABLE = "early";
    private static final List<String> KEY = List.of("family", "day");
    private static final String LIST = "SELECT day, earliest_scheduled_at FROM early WHERE family = ?";
    private static final String LOWER = "UPDATE early SET earliest_scheduled_at = ?"
            + " WHERE family = ? AND day = ? AND earliest_scheduled_at > ?";
    private static final long TWO_DAYS = TimeUnit.DAYS.toMicros(2);

    private final String insert;

    EarlyRuns(Dialect dialect) {
        this.insert = dialect.insertAbsent(TABLE, KEY, List.of("family", "day", "earliest_scheduled_at"));
    }

    /** No run in a slice is scheduled before this unless that is noted: the beginning of the day before. */
    private static long usual(Slice slice) {
        return slice.end() - TWO_DAYS;
    }

    /** Notes what is unusually early among runs that are kept in a slice now. */
    void note(Slice slice, List<Run> kept, Session session) throws SQLException {
        long earliest = kept.stream()
                .mapToLong(run -> Micros.of(run.scheduledAt()))
                .min()
                .orElse(Long.MAX_VALUE);
        if (earliest >= usual(slice)) {
            return;
        }
        String family = slice.family().label();
        session.update(insert, to -> to.text(family).number(slice.day()).number(earliest));
        session.update(
                LOWER,
                to -> to.number(earliest).text(family).number(slice.day()).number(earliest));
    }

    /** Those slices of a family that may hold runs which are scheduled at an instant or before. */
    static List<Slices.Span> reaching(Family family, long instant, Session session) throws SQLException {
        List<Slices.Span> all = Slices.of(family, session);
        Map<Integer, Long> early = noted(family, session);
        return all.stream()
                .filter(span -> early.getOrDefault(span.slice().day(), usual(span.slice())) <= instant)
                .toList();
    }

    private static Map<Integer, Long> noted(Family family, Session session) throws SQLException {
        var noted = new HashMap<Integer, Long>();
        session.query(LIST, to -> to.text(family.label()), row -> noted.put(row.count(), row.number()) == null);
        return noted;
    }
}
