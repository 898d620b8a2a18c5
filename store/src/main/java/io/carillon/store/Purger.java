package io.carillon.store;

import io.carillon.engine.PurgeSlice;
import io.carillon.engine.Purged;
import io.carillon.engine.StoreException;
import io.carillon.model.RunId;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Does away with history: the tables of days that lie wholly behind. First what must outlive its day is moved out of it, what is left is
 * archived if somebody wants that, and the table is taken off the list, so that nobody reads it any more; later it is dropped. Any node may do any step, and a step that is done
 * again does no harm.
 */
final class Purger implements AutoCloseable {

    /** A batch that waits for its commit for longer than this ended nothing that is to be kept. */
    private static final Duration LATEST_COMMIT = Duration.ofHours(1);

    /** Day by day, what says where runs are after these, and attempts after the runs that they are shown with. */
    private static final Comparator<Slice> RUNS_FIRST = Comparator.comparingInt(Slice::day)
            .thenComparing(slice -> !slice.family().holdsRuns())
            .thenComparing(slice -> slice.family() == Family.ATTEMPTS);

    /** A row of many runs is as much to delete as so many others. */
    private static final int PACKED = 10;

    private static final String GONE = "SELECT family, day FROM slices WHERE gone > 0 AND gone <= ? ORDER BY day";
    private static final String OLD = "SELECT family, day FROM slices WHERE gone = 0 AND day < ?";
    private static final String RETIRE = "UPDATE slices SET gone = ? WHERE family = ? AND day = ? AND gone = 0";
    private static final String STRIKE = "DELETE FROM slices WHERE family = ? AND day = ?";

    private final Writer writer;
    private final Readers readers;
    private final Dialect dialect;
    private final Letters letters;
    private final UnusedJobs unusedJobs;
    private final SetAside setAside;
    private final @Nullable Archivist archivist;

    /** @param archivist what everything goes through before it is deleted; null if that is for good */
    Purger(Writer writer, Readers readers, Dialect dialect, SetAside setAside, @Nullable Archivist archivist) {
        this.writer = writer;
        this.readers = readers;
        this.dialect = dialect;
        this.letters = new Letters(dialect);
        this.unusedJobs = new UnusedJobs();
        this.setAside = setAside;
        this.archivist = archivist;
    }

    Purged purge(PurgeSlice slice) {
        Optional<Slice> gone = readers.read(this::gone);
        if (gone.isPresent()) {
            return new Purged(drop(gone.get(), slice.limit()), true);
        }
        List<Long> over = readers.read(session -> letters.over(slice, session));
        if (!over.isEmpty()) {
            return new Purged(delete(over, slice), true);
        }
        Optional<Slice> old =
                readers.read(session -> session.together(dialect.beginReading(), _ -> old(slice, session)));
        if (old.isPresent()) {
            return new Purged(isArchived(old.get(), slice) ? retire(old.get(), slice) : 0, true);
        }
        close();
        List<Long> unused = readers.read(session -> unusedJobs.over(slice, session));
        transact(session -> unusedJobs.tidy(slice, unused, session));
        return new Purged(0, unused.size() == slice.limit());
    }

    /** What was begun to be archived is begun anew some time. */
    @Override
    public void close() {
        if (archivist != null) {
            archivist.close();
        }
    }

    private int delete(List<Long> over, PurgeSlice slice) {
        if (archivist != null) {
            archivist.keepLetters(over, slice.at());
        }
        return transact(session -> letters.delete(over, session));
    }

    /**
     * Whether a table is in the archive, if there is one, or does one step of putting it there. What outlives its day moves out
     * before that: it is archived when it goes.
     */
    private boolean isArchived(Slice old, PurgeSlice slice) {
        if (archivist == null) {
            return true;
        }
        List<Long> kept = outliving(old, slice);
        if (kept.isEmpty()) {
            return archivist.hasAllOf(old, slice.limit());
        }
        transact(session -> {
            letters.move(old, kept, session);
            return 0;
        });
        return false;
    }

    private List<Long> outliving(Slice old, PurgeSlice slice) {
        return old.family() == Family.UNDONE && letters.outlive(old, slice)
                ? readers.read(session -> letters.in(old, slice.limit(), session))
                : List.of();
    }

    private Optional<Slice> gone(Session session) throws SQLException {
        long present = Micros.of(session.present(dialect));
        long since = present - dialect.longestRead().toNanos() / 1000;
        return session.query(GONE, to -> to.number(since), Purger::slice).stream()
                .findFirst();
    }

    private Optional<Slice> old(PurgeSlice slice, Session session) throws SQLException {
        List<Slice> old = session.query(OLD, to -> to.number(Slice.dayOf(slice.at())), Purger::slice).stream()
                .filter(each -> isOld(each, slice))
                .sorted(RUNS_FIRST)
                .toList();
        Optional<RunId> planned = PlanRows.first(session);
        if (planned.isPresent()) {
            old = old.stream()
                    .filter(each -> each.family() == Family.LOGS || endsBefore(planned.get(), each))
                    .toList();
        }
        Optional<Slice> begun = archivist == null ? Optional.empty() : archivist.begun();
        if (begun.isPresent() && old.contains(begun.get())) {
            return begun;
        }
        close();
        for (Slice each : old) {
            if (each.family() != Family.PARTS || !KeptParts.in(each, setAside, session)) {
                return Optional.of(each);
            }
        }
        return Optional.empty();
    }

    /** What has ended since a plan was made tells which of its runs are left. */
    private static boolean endsBefore(RunId plan, Slice slice) {
        return slice.day() < Slice.dayOf(plan.madeAt().minus(LATEST_COMMIT));
    }

    private static Slice slice(Row row) throws SQLException, UnreadableRowException {
        return new Slice(Family.labelled(row.text()), row.count());
    }

    private static boolean isOld(Slice old, PurgeSlice slice) {
        Instant bound = bound(old.family(), slice);
        Instant latest = slice.at().minus(LATEST_COMMIT);
        return bound != null && old.day() < Slice.dayOf(bound.isBefore(latest) ? bound : latest);
    }

    /** Attempts are few, and are kept for as long as there may be dead letters that they belong to. */
    private static @Nullable Instant bound(Family family, PurgeSlice slice) {
        return switch (family) {
            case ATTEMPTS -> slice.deadBefore();
            case LOGS -> slice.logsBefore();
            case DONE, SHELVES, UNDONE, KEYS, PARTS -> slice.before();
        };
    }

    /**
     * Takes a table off the list once nothing is left in it that is to be kept, and returns how many runs are out of sight by
     * that and will not be counted when the table is emptied.
     */
    private int retire(Slice old, PurgeSlice slice) {
        List<Long> kept = outliving(old, slice);
        if (kept.size() == slice.limit()) {
            return transact(session -> {
                letters.move(old, kept, session);
                return 0;
            });
        }
        int runs = readers.read(session -> countNow(old, session));
        int retired = transact(session -> {
            letters.move(old, kept, session);
            return retire(old, session);
        });
        return retired == 0 ? 0 : Math.max(0, runs - kept.size());
    }

    private int retire(Slice old, Session session) throws SQLException {
        long present = Micros.of(session.present(dialect));
        return session.update(
                RETIRE, to -> to.number(present).text(old.family().label()).number(old.day()));
    }

    /** Returns how many runs went. */
    private int drop(Slice gone, int limit) {
        if (dialect.dropsAtOnce()) {
            return transact(session -> strike(gone, session));
        }
        int most = gone.family().isPacked() ? Math.max(1, limit / PACKED) : limit;
        int rows = transact(session -> session.update(emptying(gone), to -> to.number(most)));
        if (rows < most) {
            transact(session -> strike(gone, session));
        }
        return gone.family().holdsRuns() && !gone.family().isPacked() ? rows : 0;
    }

    /** Rows of one run each are counted when they are deleted, if they are. */
    private int countNow(Slice old, Session session) throws SQLException {
        if (!old.family().holdsRuns() || (!old.family().isPacked() && !dialect.dropsAtOnce())) {
            return 0;
        }
        String counted = old.family().isPacked() ? "coalesce(sum(runs), 0)" : "count(*)";
        return session.query("SELECT " + counted + " FROM " + old.table(), _ -> {}, Row::count)
                .getFirst();
    }

    static String emptying(Slice gone) {
        String key = gone.family().key();
        return "DELETE FROM " + gone.table() + " WHERE " + key + " IN (SELECT " + key + " FROM " + gone.table()
                + " ORDER BY " + key + " LIMIT ?)";
    }

    /** Whoever else was here has counted what was in it. */
    private static int strike(Slice gone, Session session) throws SQLException {
        session.execute("DROP TABLE IF EXISTS " + gone.table());
        session.update(STRIKE, to -> to.text(gone.family().label()).number(gone.day()));
        if (gone.family() == Family.DONE) {
            forgetPages(gone.day(), session);
        }
        return 0;
    }

    private static void forgetPages(int day, Session session) throws SQLException {
        for (String table : List.of(PageRows.FRESH, PageRows.MARKS, Segment.TABLE)) {
            session.update("DELETE FROM " + table + " WHERE day = ?", to -> to.number(day));
        }
    }

    /** A step whose outcome is unknown is safe to ask for again. */
    private int transact(Session.Work<Integer> work) {
        return switch (writer.transact(work)) {
            case Writer.Ending.Done<Integer> done -> done.value();
            case Writer.Ending.Undone<Integer> undone -> throw failed(undone.reason());
            case Writer.Ending.Doubtful<Integer> doubtful -> throw failed(doubtful.reason());
        };
    }

    private StoreException failed(SQLException failure) {
        return new StoreException(dialect.codeOf(failure), "deleting history failed: " + failure.getMessage(), failure);
    }
}
