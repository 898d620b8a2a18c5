package io.carillon.store;

import io.carillon.engine.CommitBatch;
import io.carillon.engine.CommitOutcome;
import io.carillon.model.NodeId;
import io.carillon.model.Partition;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Commits batches, and tells afterwards whether one took place. */
final class Committer {

    private static final String LAST = "SELECT number, fenced_out FROM commits WHERE node = ?";

    private final Writer writer;
    private final Readers readers;
    private final Slices slices;
    private final Fence fence;
    private final Applier applier;
    private final String putLast;

    Committer(Writer writer, Readers readers, Dialect dialect, SetAside setAside) {
        this.writer = writer;
        this.slices = new Slices(writer, dialect);
        this.readers = readers;
        this.fence = new Fence(dialect);
        this.applier = new Applier(dialect, setAside);
        this.putLast = dialect.upsert(
                "commits",
                List.of("node"),
                List.of("node", "number", "sent_at", "fenced_out"),
                List.of("number", "sent_at", "fenced_out"));
    }

    /** The last batch of a node that took place. */
    record Last(long number, Set<Partition> fencedOut) {}

    CommitOutcome commit(CommitBatch batch) {
        Fence.requireNamed(batch);
        try {
            slices.require(Needs.of(batch.writes()));
        } catch (SQLException failure) {
            return notCommitted(failure);
        }
        return switch (writer.transact(session -> apply(batch, session))) {
            case Writer.Ending.Done<CommitOutcome> done -> done.value();
            case Writer.Ending.Undone<CommitOutcome> undone -> notCommitted(undone.reason());
            case Writer.Ending.Doubtful<CommitOutcome> doubtful ->
                new CommitOutcome.Unknown(String.valueOf(doubtful.reason().getMessage()));
        };
    }

    private CommitOutcome notCommitted(SQLException reason) {
        slices.forget();
        return new CommitOutcome.NotCommitted(String.valueOf(reason.getMessage()));
    }

    CommitOutcome outcomeOf(CommitBatch batch) {
        Optional<Last> last = last(batch.node());
        if (last.isPresent() && last.get().number() >= batch.number()) {
            return new CommitOutcome.Committed(last.get().fencedOut());
        }
        return new CommitOutcome.NotCommitted("batch " + batch.number() + " did not take place");
    }

    Optional<Last> last(NodeId node) {
        return readers.read(session -> last(node, session));
    }

    private CommitOutcome apply(CommitBatch batch, Session session) throws SQLException {
        requireNew(batch, last(batch.node(), session));
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
    private static void requireNew(CommitBatch batch, Optional<Last> last) {
        if (last.isPresent() && last.get().number() >= batch.number()) {
            throw new IllegalStateException("batch " + batch.number() + " of node " + batch.node()
                    + " comes after batch " + last.get().number());
        }
    }

    private static Optional<Last> last(NodeId node, Session session) throws SQLException {
        return session
                .query(LAST, to -> to.text(node.value()), row -> new Last(row.number(), partitions(row.text())))
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
