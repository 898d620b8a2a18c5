package io.carillon.store;

import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A part of a day's index: entries in their order, in blocks.
 *
 * @param level how often its entries were merged
 * @param into the segment that it is being merged into, or none
 */
record Segment(int day, long number, int level, State state, long into) {

    static final long NONE = 0;

    static final String TABLE = "segments";

    private static final String COLUMNS = "day, number, level, state, merged_into";
    private static final String ALL = "SELECT " + COLUMNS + " FROM segments WHERE number > 0 ORDER BY day, number";
    private static final String OF_DAY =
            "SELECT " + COLUMNS + " FROM segments WHERE day = ? AND number > 0 ORDER BY number";

    /** Where a segment stands. */
    enum State {
        /** It holds what its parts held, up to its last entry. */
        GROWING(0),
        /** It is read. */
        WHOLE(1),
        /** All of it is in another that is whole. */
        GONE(2),
        /** It is read, but for a block that can't be; so it is never merged, because then nobody would know. */
        BROKEN(3);

        private final int code;

        State(int code) {
            this.code = code;
        }
    }

    static List<Segment> all(Session session) throws SQLException {
        return session.query(ALL, _ -> {}, Segment::read);
    }

    static List<Segment> ofDay(int day, Session session) throws SQLException {
        return session.query(OF_DAY, to -> to.number(day), Segment::read);
    }

    private static Segment read(Row row) throws SQLException, UnreadableRowException {
        return new Segment(row.count(), row.number(), row.count(), state(row.number()), row.number());
    }

    private static State state(long code) throws UnreadableRowException {
        for (State state : State.values()) {
            if (state.code == code) {
                return state;
            }
        }
        throw new UnreadableRowException("no segment has state " + code);
    }

    boolean is(State wanted) {
        return state == wanted;
    }

    boolean isRead() {
        return state == State.WHOLE || state == State.BROKEN;
    }

    static long nextNumber(List<Segment> ofDay) {
        return 1 + ofDay.stream().mapToLong(Segment::number).max().orElse(NONE);
    }

    static Optional<Segment> growing(List<Segment> ofDay) {
        return ofDay.stream().filter(segment -> segment.is(State.GROWING)).findFirst();
    }

    /** What is to be merged next: of a day that is over all there is, if need be in turns. */
    static List<Segment> mergeable(List<Segment> ofDay, boolean isOver, int fanIn) {
        List<Segment> whole =
                ofDay.stream().filter(segment -> segment.is(State.WHOLE)).toList();
        if (isOver) {
            return whole.size() > 1 ? whole.subList(0, Math.min(fanIn, whole.size())) : List.of();
        }
        return whole.stream()
                .collect(Collectors.groupingBy(Segment::level, TreeMap::new, Collectors.toList()))
                .values()
                .stream()
                .filter(ofLevel -> ofLevel.size() >= fanIn)
                .findFirst()
                .map(ofLevel -> ofLevel.subList(0, fanIn))
                .orElse(List.of());
    }

    void insert(Session session) throws SQLException {
        session.update(
                "INSERT INTO segments (" + COLUMNS + ") VALUES (?, ?, ?, ?, ?)",
                to -> to.number(day)
                        .number(number)
                        .number(level)
                        .number(state.code)
                        .number(into));
    }

    void update(State next, long nextInto, Session session) throws SQLException {
        session.update(
                "UPDATE segments SET state = ?, merged_into = ? WHERE day = ? AND number = ?",
                to -> to.number(next.code).number(nextInto).number(day).number(number));
    }

    void delete(Session session) throws SQLException {
        session.update(
                "DELETE FROM segments WHERE day = ? AND number = ?",
                to -> to.number(day).number(number));
    }
}
