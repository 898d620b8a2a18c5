package io.carillon.store;

import io.carillon.engine.CommitBatch;
import io.carillon.engine.StoreException;
import io.carillon.model.NodeId;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notices a database that went back behind what it was seen to hold: somebody has restored it, or a failover has lost something. From
 * then on nothing is written, by no node, until an operator says that this is what the database holds from now on. What came after its
 * present state was handed out and acknowledged, and would be done again; only people know whether that may be.
 */
final class RestoreGuard {

    private static final Logger log = LoggerFactory.getLogger(RestoreGuard.class);
    private static final NodeId NOBODY = new NodeId("nobody");
    private static final Duration SAVE_EVERY = Duration.ofSeconds(1);

    private final Readers readers;
    private final Writer writer;
    private final LandmarkFile file;
    private volatile Landmark seen;
    private volatile @Nullable String restored;
    private Instant nextSave = Instant.MIN;

    private RestoreGuard(Readers readers, Writer writer, LandmarkFile file, Landmark seen) {
        this.readers = readers;
        this.writer = writer;
        this.file = file;
        this.seen = seen;
    }

    /** Begins with what the process before this one has seen of the same database. */
    static RestoreGuard open(Readers readers, Writer writer, LandmarkFile file) {
        Timelines.Present present = readers.read(session -> Timelines.present(NOBODY, session));
        Landmark seen = file.read()
                .filter(before -> before.database().equals(present.name()))
                .orElse(new Landmark(present.name(), present.number(), NOBODY, present.batches()));
        var guard = new RestoreGuard(readers, writer, file, seen);
        guard.look();
        return guard;
    }

    /** Why nothing is written; empty if the database has not gone back. */
    Optional<String> restored() {
        return Optional.ofNullable(restored);
    }

    void requireSound() {
        String reason = restored;
        if (reason != null) {
            throw new StoreException(StoreException.Code.RESTORED, reason);
        }
    }

    /** Asks the database how it stands, and tells it if it went back. */
    void look() {
        Landmark before = seen;
        Timelines.Present present = readers.read(session -> Timelines.present(before.node(), session));
        judge(before, present);
        if (restored != null && !present.suspected()) {
            tellOthers(before.node(), present);
        }
    }

    /** The same for a batch of a node, in its transaction. */
    void require(CommitBatch batch, long lastBatch) throws SQLException {
        Landmark before = seen;
        if (before.node().equals(batch.node()) && lastBatch < before.batch(batch.lane())) {
            foundIn(before, wentBack(before, batch.lane(), lastBatch));
        }
        String reason = restored;
        if (reason != null) {
            throw new SQLException(reason);
        }
    }

    /** Now and then the file is written, by the time of the batches. */
    synchronized void committed(CommitBatch batch) {
        seen = seen.with(batch.node(), batch.lane(), batch.number());
        if (!batch.at().isBefore(nextSave)) {
            nextSave = batch.at().plus(SAVE_EVERY);
            file.write(seen);
        }
    }

    /** From now on the database is what it holds now. */
    void accept() {
        NodeId node = seen.node();
        Writer.Ending<Landmark> ending = writer.transactAfresh(session -> {
            Timelines.Present former = Timelines.present(node, session);
            long next = Timelines.beginNext(former, session);
            return new Landmark(former.name(), next, node, former.batches());
        });
        switch (ending) {
            case Writer.Ending.Done<Landmark> done -> adopt(done.value());
            case Writer.Ending.Undone<Landmark> undone -> throw failed(undone.reason());
            case Writer.Ending.Doubtful<Landmark> doubtful -> throw failed(doubtful.reason());
        }
    }

    synchronized void close() {
        if (restored == null) {
            file.write(seen);
        }
    }

    /** What was seen in a life that has been given up since says nothing about the next one. */
    synchronized void judge(Landmark before, Timelines.Present present) {
        if (before.timeline() != seen.timeline()) {
            return;
        }
        OptionalInt missing = before.laneMissingIn(present.batches());
        if (!present.name().equals(before.database())) {
            found("another database has taken its place");
        } else if (present.number() > seen.timeline()) {
            adopt(new Landmark(before.database(), present.number(), before.node(), present.batches()));
        } else if (present.number() < before.timeline()) {
            found("it is back in its life " + present.number() + ", and was in its life " + before.timeline());
        } else if (missing.isPresent()) {
            int lane = missing.getAsInt();
            found(wentBack(before, lane, present.batches().getOrDefault(lane, 0L)));
        } else if (present.suspected()) {
            found("another node has found that it went back");
        } else if (restored != null) {
            adopt(seen);
        }
    }

    private static String wentBack(Landmark before, int lane, long batch) {
        return before.node() + " wrote its batch " + before.batch(lane) + " in lane " + lane
                + ", and of those there is none behind " + batch;
    }

    synchronized void foundIn(Landmark before, String how) {
        if (before.timeline() == seen.timeline()) {
            found(how);
        }
    }

    private synchronized void found(String how) {
        if (restored == null) {
            log.error("event=database-restored reason=\"{}\"", how);
        }
        restored = "the database was restored to an earlier point in time (" + how
                + "); nothing is scheduled until an operator accepts that: carillon database accept";
    }

    private synchronized void adopt(Landmark landmark) {
        seen = landmark;
        restored = null;
        file.write(landmark);
        log.warn("event=database-accepted timeline={}", landmark.timeline());
    }

    /** They look each second; if they can't be told now, they are with the next look. */
    private void tellOthers(NodeId node, Timelines.Present present) {
        if (writer.transact(session -> Timelines.suspect(node, present.number(), session))
                instanceof Writer.Ending.Undone<Integer> undone) {
            log.debug("event=suspicion-untold reason=\"{}\"", undone.reason().getMessage());
        }
    }

    private static StoreException failed(SQLException failure) {
        return new StoreException(
                StoreException.Code.UNAVAILABLE,
                "what the database holds could not be accepted: " + failure.getMessage(),
                failure);
    }
}
