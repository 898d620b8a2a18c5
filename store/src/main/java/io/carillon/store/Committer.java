package io.carillon.store;

import io.carillon.engine.CommitBatch;
import io.carillon.engine.CommitOutcome;
import io.carillon.model.NodeId;
import io.carillon.model.Partition;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Commits batches, and tells afterwards whether one took place. */
final class Committer {

    private static final Logger log = LoggerFactory.getLogger(Committer.class);

    private static final String LAST = "SELECT number, fenced_out FROM commits WHERE node = ? AND lane = ?";
    private static final String LAST_OF_ALL = "SELECT COALESCE(MAX(number), 0) FROM commits WHERE node = ?";
    private static final List<String> LAST_KEY = List.of("node", "lane");
    private static final List<String> LAST_COLUMNS = List.of("node", "lane", "number", "sent_at", "fenced_out");
    private static final long NO_BATCH = 0;

    private final Writers writers;
    private final Readers readers;
    private final Slices slices;
    private final Fence fence;
    private final Applier applier;
    private final Isolation isolation;
    private final RestoreGuard guard;
    private final Indexing indexing;
    private final String putLast;
    private final String putFirst;
    private final String claimLast;

    Committer(
            Writers writers,
            Readers readers,
            Dialect dialect,
            SetAside setAside,
            RestoreGuard guard,
            Indexing indexing,
            Place place) {
        this.writers = writers;
        this.slices = new Slices(writers.beside(), dialect);
        this.readers = readers;
        this.fence = new Fence(dialect);
        this.applier = new Applier(dialect, setAside, place);
        this.isolation = new Isolation(applier);
        this.guard = guard;
        this.indexing = indexing;
        this.claimLast = LAST + dialect.rowLock();
        this.putFirst = dialect.insertAbsent("commits", LAST_KEY, LAST_COLUMNS);
        this.putLast = dialect.upsert("commits", LAST_KEY, LAST_COLUMNS, List.of("number", "sent_at", "fenced_out"));
    }

    /** The last batch of a lane that took place. */
    private record Last(long number, Set<Partition> fencedOut) {}

    /** Makes the tables that commits of the next day will write to. One that can't be made is made by the commit that needs it. */
    void prepare(Instant present) {
        try {
            slices.requireAhead(present);
        } catch (SQLException failure) {
            log.warn("event=day-not-prepared reason=\"{}\"", Reason.of(failure));
        }
    }

    CommitOutcome commit(CommitBatch batch) {
        Fence.requireNamed(batch);
        Needs needs = Needs.of(batch.writes());
        try {
            slices.require(needs.slices());
        } catch (SQLException failure) {
            return notCommitted(failure);
        }
        return switch (writerOf(batch).transact(session -> apply(batch, session))) {
            case Writer.Ending.Done<CommitOutcome> done -> {
                guard.committed(batch);
                indexing.wrote(needs.pages());
                yield done.value();
            }
            case Writer.Ending.Undone<CommitOutcome> undone ->
                Refusal.is(undone.reason()) ? isolate(batch, undone.reason()) : notCommitted(undone.reason());
            case Writer.Ending.Doubtful<CommitOutcome> doubtful -> unknown(doubtful.reason());
        };
    }

    private CommitOutcome isolate(CommitBatch batch, SQLException whole) {
        Writer.Ending<SortedMap<Integer, String>> ending = writerOf(batch).transact(session -> {
            Set<Partition> lost = fence.lost(batch.node(), batch.fence(), session);
            return isolation.refused(batch.writes(), lost, session);
        });
        return switch (ending) {
            case Writer.Ending.Done<SortedMap<Integer, String>> done
            when !done.value().isEmpty() -> new CommitOutcome.Refused(done.value());
            case Writer.Ending.Done<SortedMap<Integer, String>> _ -> notCommitted(whole);
            case Writer.Ending.Undone<SortedMap<Integer, String>> undone -> notCommitted(undone.reason());
            case Writer.Ending.Doubtful<SortedMap<Integer, String>> doubtful -> notCommitted(doubtful.reason());
        };
    }

    private CommitOutcome notCommitted(SQLException reason) {
        slices.forget();
        return new CommitOutcome.NotCommitted(Reason.of(reason));
    }

    /**
     * Waits for the transaction of the batch, should it still be open on the server: it may commit after its connection was lost.
     */
    CommitOutcome outcomeOf(CommitBatch batch) {
        return switch (writerOf(batch).transact(session -> claim(batch, session))) {
            case Writer.Ending.Done<Last> done -> outcomeOf(batch, done.value());
            case Writer.Ending.Undone<Last> undone -> unknown(undone.reason());
            case Writer.Ending.Doubtful<Last> doubtful -> unknown(doubtful.reason());
        };
    }

    private static CommitOutcome outcomeOf(CommitBatch batch, Last last) {
        return last.number() >= batch.number()
                ? new CommitOutcome.Committed(last.fencedOut())
                : new CommitOutcome.NotCommitted("batch " + batch.number() + " did not take place");
    }

    private static CommitOutcome unknown(SQLException reason) {
        return new CommitOutcome.Unknown(Reason.of(reason));
    }

    private Writer writerOf(CommitBatch batch) {
        return writers.of(batch.lane());
    }

    /** The lane's row, which there is from now on, locked until the transaction ends. */
    private Last claim(CommitBatch batch, Session session) throws SQLException {
        Optional<Last> known = last(batch, session);
        if (known.isPresent()) {
            return known.get();
        }
        session.update(
                putFirst,
                to -> to.text(batch.node().value())
                        .number(batch.lane())
                        .number(NO_BATCH)
                        .instant(batch.at())
                        .text(""));
        return last(batch, session)
                .orElseThrow(() -> new SQLException("no row for lane " + batch.lane() + " of " + batch.node()));
    }

    /** The highest number of a batch of a node that took place, in whatever lane; 0 if none did. */
    long last(NodeId node) {
        return readers.read(session -> session.query(LAST_OF_ALL, to -> to.text(node.value()), Row::number)
                .getFirst());
    }

    private CommitOutcome apply(CommitBatch batch, Session session) throws SQLException {
        Last last = claim(batch, session);
        guard.require(batch, last.number());
        requireNew(batch, last);
        Set<Partition> lost = fence.lost(batch.node(), batch.fence(), session);
        applier.apply(BatchPlan.of(Fence.kept(batch, lost)), session);
        session.update(
                putLast,
                to -> to.text(batch.node().value())
                        .number(batch.lane())
                        .number(batch.number())
                        .instant(batch.at())
                        .text(text(lost)));
        return new CommitOutcome.Committed(lost);
    }

    /** A number that is used again would make a later look-up lie. */
    private static void requireNew(CommitBatch batch, Last last) {
        if (last.number() >= batch.number()) {
            throw new IllegalStateException("batch " + batch.number() + " of lane " + batch.lane() + " of node "
                    + batch.node() + " comes after batch " + last.number());
        }
    }

    private Optional<Last> last(CommitBatch batch, Session session) throws SQLException {
        return session
                .query(
                        claimLast,
                        to -> to.text(batch.node().value()).number(batch.lane()),
                        row -> new Last(row.number(), partitions(row.text())))
                .stream()
                .findFirst();
    }

    private static String text(Set<Partition> partitions) {
        return partitions.stream().map(Partition::toString).collect(Collectors.joining(" "));
    }

    private static Set<Partition> partitions(String text) {
        return Arrays.stream(text.split(" ", -1))
                .filter(number -> !number.isEmpty())
                .map(number -> new Partition(Integer.parseInt(number)))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
