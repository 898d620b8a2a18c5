package io.carillon.store;

import java.sql.SQLException;
import java.util.List;

/** Lets one node at a time change the index of a day: by the row of a segment that is none, which nothing else touches. */
final class DayLock {

    private static final String FIND = "SELECT number FROM segments WHERE day = ? AND number = 0";

    private final Writer writer;
    private final String lock;
    private final String make;

    DayLock(Writer writer, Dialect dialect) {
        this.writer = writer;
        this.lock = FIND + dialect.rowLock();
        this.make = dialect.insertAbsent(
                "segments", List.of("day", "number"), List.of("day", "number", "level", "state", "merged_into"));
    }

    /** What is done while nobody else changes the day's index. */
    interface Work {

        IndexStep with(List<Segment> segments, Session session) throws SQLException;
    }

    IndexStep holding(int day, Work work) throws SQLException {
        Writer.Ending<IndexStep> ending = writer.transact(session -> {
            claim(day, session);
            return work.with(Segment.ofDay(day, session), session);
        });
        return switch (ending) {
            case Writer.Ending.Done<IndexStep> done -> done.value();
            case Writer.Ending.Undone<IndexStep> undone -> throw undone.reason();
            case Writer.Ending.Doubtful<IndexStep> doubtful -> throw doubtful.reason();
        };
    }

    private void claim(int day, Session session) throws SQLException {
        if (session.query(lock, to -> to.number(day), Row::number).isEmpty()) {
            session.update(
                    make,
                    to -> to.number(day)
                            .number(Segment.NONE)
                            .number(0)
                            .number(0)
                            .number(Segment.NONE));
            session.query(lock, to -> to.number(day), Row::number);
        }
    }
}
