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

    private static final String LAST = "SELECT number, fenced_out FROM commits WHERE node = ?";
    private static final List<String> LAST_COLUMNS = List.of("node", "number", "sent_at", "fenced_out");
    private static final long NO_BATCH = 0;

    private final Writer writer;
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
            Writer writer, Readers readers, Dialect dialect, SetAside setAside, RestoreGuard guard, Indexing indexing) {
        this.writer = writer;
        this.slices = new Slices(writer, dialect);
        this.readers = readers;
        this.fence = new Fence(dialect);
        this.applier = new Applier(dialect, setAside);
        this.isolation = new Isolation(applier);
        this.guard = guard;
        this.indexing = indexing;
        this.claimLast = LAST + dialect.rowLock();
        this.putFirst = dialect.insertAbsent("commits", List.of("node"), LAST_COLUMNS);
        this.putLast =
                dialect.upsert("commits", List.of("node"), LAST_COLUMNS, List.of("number", "sent_at", "fenced_out"));
    }

    /** The last batch of a node that took place. */
    record Last(long number, Set<Partition> fencedOut) {}

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
        return switch (writer.transact(session -> apply(batch, session))) {
            case Writer.Ending.Done<CommitOutcome> done -> {
                guard.committed(batch.node(), batch.number(), batch.at());
                indexing.wrote(needs.pages());
                yield done.value();
            }
            case Writer.Ending.Undone<CommitOutcome> undone ->
                Refusal.is(undone.reason()) ? isolate(batch, undone.reason()) : notCommitted(undone.reason());
            case Writer.Ending.Doubtful<CommitOutcome> doubtful -> unknown(doubtful.reason());
        };
    }

    private CommitOutcome isolate(CommitBatch batch, SQLException whole) {
        Writer.Ending<SortedMap<Integer, String>> ending = writer.transact(session -> {
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
        return switch (writer.transact(session -> claim(batch, session))) {
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

    /** The node's row, which there is from now on, locked until the transaction ends. */
    private Last claim(CommitBatch batch, Session session) throws SQLException {
        NodeId node = batch.node();
        Optional<Last> known = last(node, claimLast, session);
        if (known.isPresent()) {
            return known.get();
        }
        session.update(
                putFirst,
                to -> to.text(node.value()).number(NO_BATCH).instant(batch.at()).text(""));
        return last(node, claimLast, session).orElseThrow(() -> new SQLException("no row for " + node));
    }

    Optional<Last> last(NodeId node) {
        return readers.read(session -> last(node, LAST, session));
    }

    private CommitOutcome apply(CommitBatch batch, Session session) throws SQLException {
        Last last = claim(batch, session);
        guard.require(batch.node(), last.number());
        requireNew(batch, last);
        Set<Partition> lost = fence.lost(batch.node(), batch.fence(), session);
        applier.apply(BatchPlan.of(Fence.kept(batch, lost)), session);
        session.update(
                putLast,
                to -> to.text(batch.node().value())
                        .number(batch.number())
                        .instant(batch.at())
                        .text(text(lost)));
        return new CommitOutcome.Committed(lost);
    }

    /** A number that is used again would make a later look-up lie. */
    private static void requireNew(CommitBatch batch, Last last) {
        if (last.number() >= batch.number()) {
            throw new IllegalStateException(
                    "batch " + batch.number() + " of node " + batch.node() + " comes after batch " + last.number());
        }
    }

    private static Optional<Last> last(NodeId node, String query, Session session) throws SQLException {
        return session
                .query(query, to -> to.text(node.value()), row -> new Last(row.number(), partitions(row.text())))
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
