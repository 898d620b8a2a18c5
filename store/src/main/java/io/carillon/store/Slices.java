package io.carillon.store;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * Which tables of days there are. They are made a day ahead, or else before the transaction that needs them, in one of their own,
 * because some databases commit when a table is made; two nodes that make the same one at once do each other no harm.
 */
final class Slices {

    private static final String LIST =
            "SELECT day, earliest_scheduled_at, latest_scheduled_at FROM slices WHERE family = ? AND gone = 0 ORDER BY day";
    private static final String ONE = "SELECT 1 FROM slices WHERE family = ? AND day = ? AND gone = 0";
    private static final String RAISE =
            "UPDATE slices SET latest_scheduled_at = ? WHERE family = ? AND day = ? AND latest_scheduled_at < ?";
    private static final String LOWER =
            "UPDATE slices SET earliest_scheduled_at = ? WHERE family = ? AND day = ? AND earliest_scheduled_at > ?";
    private static final long TWO_DAYS = TimeUnit.DAYS.toMicros(2);
    private static final Duration ONE_DAY = Duration.ofDays(1);

    private final Writer writer;
    private final Dialect dialect;
    private final String register;
    private final Set<Slice> known = ConcurrentHashMap.newKeySet();

    Slices(Writer writer, Dialect dialect) {
        this.writer = writer;
        this.dialect = dialect;
        this.register = dialect.insertAbsent(
                "slices",
                List.of("family", "day"),
                List.of("family", "day", "earliest_scheduled_at", "latest_scheduled_at", "gone"));
    }

    /**
     * A table that there is.
     *
     * @param earliest no run in it is scheduled earlier than this
     * @param latest or later than this
     */
    record Span(Slice slice, long earliest, long latest) {}

    /** Makes whatever is not there. */
    void require(Collection<Slice> wanted) throws SQLException {
        for (Slice slice : wanted) {
            if (!known.contains(slice) && !isThere(slice)) {
                make(slice);
            }
        }
    }

    /** Makes the tables of an instant's day and of the next, so that no commit at midnight has to. */
    void requireAhead(Instant present) throws SQLException {
        for (Family family : Family.values()) {
            require(List.of(Slice.of(family, present), Slice.of(family, present.plus(ONE_DAY))));
        }
    }

    /** What another node may have dropped; asked for when a statement failed. */
    void forget() {
        known.clear();
    }

    /** Those of a family that may be read, the earliest first. */
    static List<Span> of(Family family, Session session) throws SQLException {
        return session.query(
                LIST,
                to -> to.text(family.label()),
                row -> new Span(new Slice(family, row.count()), row.number(), row.number()));
    }

    /** Those of all families that may be read. */
    static List<Span> all(Session session) throws SQLException {
        var all = new ArrayList<Span>();
        for (Family family : Family.values()) {
            all.addAll(of(family, session));
        }
        return all;
    }

    /**
     * Notes that a slice holds runs that are scheduled behind its day or before the day before: most run on the day that they are
     * scheduled on or the next, and cost nothing here.
     */
    static void stretch(Slice slice, LongSummaryStatistics scheduledAt, Session session) throws SQLException {
        if (scheduledAt.getMax() > slice.end()) {
            stretch(RAISE, slice, scheduledAt.getMax(), session);
        }
        if (scheduledAt.getMin() < usualStart(slice)) {
            stretch(LOWER, slice, scheduledAt.getMin(), session);
        }
    }

    private static void stretch(String statement, Slice slice, long bound, Session session) throws SQLException {
        session.update(
                statement,
                to -> to.number(bound)
                        .text(slice.family().label())
                        .number(slice.day())
                        .number(bound));
    }

    private static long usualStart(Slice slice) {
        return slice.end() - TWO_DAYS;
    }

    /** A node that finds what another has made has nothing to make, and no lock to wait for. */
    private boolean isThere(Slice slice) throws SQLException {
        boolean there = done(writer.transact(session -> !session.query(
                        ONE, to -> to.text(slice.family().label()).number(slice.day()), Row::flag)
                .isEmpty()));
        if (there) {
            known.add(slice);
        }
        return there;
    }

    /**
     * One thread makes it, those that need it as well at the same time find it there. That it failed because another node was making
     * the same table does no harm if that one has made it.
     */
    private synchronized void make(Slice slice) throws SQLException {
        if (known.contains(slice)) {
            return;
        }
        try {
            makeAlone(slice);
        } catch (SQLException failure) {
            if (!isThere(slice)) {
                throw failure;
            }
        }
    }

    private void makeAlone(Slice slice) throws SQLException {
        List<String> statements = slice.family().ddl(slice.table()).statements(dialect.words());
        done(writer.transact(session -> {
            dialect.make(statements, session);
            return session.update(
                    register,
                    to -> to.text(slice.family().label())
                            .number(slice.day())
                            .number(usualStart(slice))
                            .number(slice.end())
                            .number(0));
        }));
        known.add(slice);
    }

    private static <T> T done(Writer.Ending<T> ending) throws SQLException {
        return switch (ending) {
            case Writer.Ending.Done<T> done -> done.value();
            case Writer.Ending.Undone<T> undone -> throw undone.reason();
            case Writer.Ending.Doubtful<T> doubtful -> throw doubtful.reason();
        };
    }
}
